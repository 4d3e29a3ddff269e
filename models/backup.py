"""Copies of an embedded store, made and put back while it is in use. Imports nothing of ours but the turnstile and errors.

SQLite's online backup: a copy is of one moment, and nobody waits while it is made. For PostgreSQL there is `pg_dump`.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from models.errors import StoreUnavailable
from models.turnstile import Turnstile

PART = ".part"
"""Behind the name of a copy that is not whole yet"""
_WAIT_S = 30.0
"""How long turns are waited for before a store is replaced"""


def save(database: Path, target: Path) -> None:
    """Copy a store to a file, in the place of what was there; readable by its owner only.

    The file appears when it is whole and on the disk. Raises `StoreUnavailable`, also for what is no store.
    """
    part = target.with_name(target.name + PART)
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        error.filename = str(target)  # nobody gave the name of the part
        raise
    try:
        with _opened(part) as copy, _opened(database) as source:
            source.backup(copy)
            _check(copy)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def put_back(saved: Path, database: Path) -> None:
    """Make a store what a copy is, in one transaction; turns wait meanwhile. Raises `StoreUnavailable`."""
    with closing(Turnstile(database)) as turnstile, turnstile.passed(_WAIT_S) as passed:
        if not passed:
            raise StoreUnavailable("others write all the time")
        with _opened(saved) as source, _opened(database) as store:
            _check(source)
            source.backup(store)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file that exists."""
    try:
        uri = f"{path.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(uri, uri=True, timeout=_WAIT_S)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{path}: {error}") from error


def _check(connection: sqlite3.Connection) -> None:
    """Refuse what is damaged, or no store of a shop."""
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise StoreUnavailable(f"the copy is damaged: {found}")
    connection.execute("SELECT version_num FROM alembic_version").fetchone()
