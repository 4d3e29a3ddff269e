"""How new a database's tables are, and how they are made newer or older. Imports nothing of ours.

Each revision but the first is written so that programs of the one before it go on working, or says in its docstring
what they must have stopped for: `CONTRACTS`. Its file's name begins with its number, and the greatest is the newest, so
that a program that only looks does without Alembic and its 22 modules, a tenth of what starting takes.
"""

from enum import StrEnum
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table

MIGRATIONS = Path(__file__).parent / "migrations"
MADE_BY = table("alembic_version", column("version_num"))
"""Where Alembic writes down the revision"""


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
    return Tables.CURRENT if found == max(known) else Tables.OLD


def revision(connection: Connection) -> str | None:
    """Return the revision of the tables; None where there are none."""
    if not inspect(connection).has_table(MADE_BY.name):
        return None
    return connection.scalar(select(MADE_BY.c.version_num))


def move(connection: Connection, wanted: str) -> None:
    """Bring the tables up or down to a revision, within the transaction that was begun."""
    from alembic import command  # slow to import, and not needed to look
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    above = {one.revision for one in script.iterate_revisions("head", wanted)}
    change = command.downgrade if revision(connection) in above else command.upgrade
    change(config, wanted)


@cache
def _known() -> frozenset[str]:
    """The revisions that this program knows."""
    return frozenset(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
