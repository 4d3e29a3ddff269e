"""Run by Alembic with the connection the store hands over.

There is no ini file and no offline mode. Imports all of `models`, so that every table is in the metadata.
"""

from importlib import import_module
from pkgutil import walk_packages

from alembic import context

import models
from models.base import Base

for one in walk_packages(models.__path__, "models."):
    if not one.name.startswith("models.migrations"):
        import_module(one.name)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    # SQLite can roll tables back too, once the driver lets us begin by ourselves.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
