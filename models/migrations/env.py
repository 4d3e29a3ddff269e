"""Run by Alembic with the connection the store hands over.

There is no ini file and no offline mode.
"""

from alembic import context

from models import (
    accounts,
    addresses,
    api_keys,
    back_in_stock,
    cart_reminders,
    cart_tables,
    catalog,
    catalog_names,
    consent,
    contacts,
    customers,
    devices,
    events,
    news,
    news_queue,
    order_tables,
    passes,
    pending,
    proofs,
    quiet,
    reminders,
    suggestions,
    tallies,
    time_zones,
    turns,
    webhook_tables,
)
from models.base import Base

TABLES = (
    accounts,
    addresses,
    api_keys,
    back_in_stock,
    cart_reminders,
    cart_tables,
    catalog,
    catalog_names,
    consent,
    contacts,
    customers,
    devices,
    events,
    news,
    news_queue,
    order_tables,
    passes,
    pending,
    proofs,
    quiet,
    reminders,
    suggestions,
    tallies,
    time_zones,
    turns,
    webhook_tables,
)
"""Imported so that their tables are in the metadata"""

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    # SQLite can roll tables back too, once the driver lets us begin by ourselves.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
