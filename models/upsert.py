"""Rows that are written whether they are there or not, in one statement. Imports nothing of ours.

Both engines have `ON CONFLICT`, each by an insert of its own.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

Upsert = Any
"""An insert of one of the engines"""
_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert(session: Session, table: Table) -> Upsert:
    """Return the insert of a session's engine, which knows `on_conflict_do_update`."""
    return _INSERTS[session.connection().dialect.name](table)


def upsert(dialect: str, table: Table, key: str, changed: Iterable[str]) -> Upsert:
    """Return the statement that inserts a row, or changes these columns of the one with its key."""
    new: Any = _INSERTS[dialect](table)
    instead = {name: new.excluded[name] for name in changed}
    return new.on_conflict_do_update(index_elements=[table.c[key]], set_=instead)
