"""Rows that are written whether they are there or not, in one statement. Imports nothing of ours.

Both engines have `ON CONFLICT`, each by an `insert` of its own.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

Upsert = Any
"""An insert of one of the engines"""
_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def upsert(dialect: str, table: Table, key: str, changed: Iterable[str]) -> Upsert:
    """Return the statement that inserts a row, or changes these columns of the one with its key."""
    new: Any = _INSERTS[dialect](table)
    instead = {name: new.excluded[name] for name in changed}
    return new.on_conflict_do_update(index_elements=[table.c[key]], set_=instead)
