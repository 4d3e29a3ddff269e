"""How new a database's tables are, and how they are made newer or older. Imports nothing of ours.

Each revision but the first is written so that programs of the one before it go on working, or says in its docstring
what they must have stopped for: `CONTRACTS`.
"""

from enum import StrEnum
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parent / "migrations"


class Tables(StrEnum):
    """How the tables are, as this program sees it."""

    MISSING = "missing"
    OLD = "older than this program"
    CURRENT = "current"
    NEWER = "newer than this program"


USABLE = frozenset({Tables.CURRENT, Tables.NEWER})
"""A program works with tables that a later version has added to"""


def tables(connection: Connection) -> Tables:
    """Tell how the tables are; a revision that this program does not know was made by a later one."""
    found, known = revision(connection), _known()
    if found is None:
        return Tables.MISSING
    if found not in known:
        return Tables.NEWER
    return Tables.CURRENT if found == known[-1] else Tables.OLD


def revision(connection: Connection) -> str | None:
    """Return the revision of the tables; None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def move(connection: Connection, wanted: str) -> None:
    """Bring the tables up or down to a revision, within the transaction that was begun."""
    config = _config()
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    above = {one.revision for one in script.iterate_revisions("head", wanted)}
    change = command.downgrade if revision(connection) in above else command.upgrade
    change(config, wanted)


@cache
def _known() -> tuple[str, ...]:
    """The revisions that this program knows, oldest first."""
    script = ScriptDirectory.from_config(_config())
    return tuple(one.revision for one in script.walk_revisions())[::-1]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
