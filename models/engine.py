"""The engine below the store: how each database is made to wait, to begin and to keep.

Imports nothing of ours but the turnstile.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool, SingletonThreadPool

from models.turnstile import Turnstile

BUSY_MS = "busy_ms"
"""Where the info of a connection to SQLite has the longest it may wait"""


def make_engine(url: str, busy_ms: int) -> Engine:
    """Make an engine for SQLAlchemy's URL; `busy_ms` is how long SQLite waits for a lock, at most.

    Its transactions begin with `start`.
    """
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    # An error's words must not tell what was written or asked for.
    engine = create_engine(url, hide_parameters=True)
    if isinstance(engine.pool, SingletonThreadPool):  # in memory: one database for all threads
        pool: dict[str, Any] = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
        engine = create_engine(
            url, connect_args={"check_same_thread": False}, hide_parameters=True, **pool
        )
    _prepare_sqlite(engine, busy_ms)
    return engine


def make_turnstile(engine: Engine) -> Turnstile | None:
    """Make what those who write wait at, if only one can; in memory there is but one connection to wait for."""
    database = engine.url.database
    if engine.dialect.name != "sqlite" or not isinstance(engine.pool, QueuePool):
        return None
    if engine.pool.size() == 1 or not database:
        return None
    return Turnstile(Path(database).absolute())


def start(
    connection: Connection,
    *,
    reading: bool = False,
    durable: bool = True,
    wait_ms: int | None = None,
    alone: str | None = None,
) -> None:
    """Begin a transaction as it is meant: for reading only, kept on the disk, waiting for others so long at most.

    Of those that are `alone` under one name there is one at a time, also where more than one can write.
    Not by an event of the engine: one that is listened for there makes each statement look for more.
    """
    if connection.dialect.name == "sqlite":
        _start_sqlite(connection, reading, durable, wait_ms)
    else:
        _start_postgresql(connection, reading, durable, wait_ms, alone)


_LOCKED = "pg_advisory_xact_lock(hashtextextended(%(alone)s, 0))"


def alone(connection: Connection, name: str) -> None:
    """Be alone under one more name until the transaction ends, as by `start`."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SELECT {_LOCKED}", {"alone": name})


def _start_postgresql(
    connection: Connection, reading: bool, durable: bool, wait_ms: int | None, alone: str | None
) -> None:
    """Wait for the disk and for others as is wanted; in one statement."""
    if reading:
        # All that a reader sees is of one moment, as with SQLite.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return
    wanted: dict[str, object] = {} if durable else {"synchronous_commit": "off"}
    if wait_ms:  # a statement's time counts what it waits for a lock; both would race to end it
        wanted["statement_timeout"] = wait_ms
    calls = [f"set_config('{name}', '{value}', true)" for name, value in wanted.items()]
    if alone:  # held until the transaction ends
        calls.append(_LOCKED)
    if calls:
        connection.exec_driver_sql(f"SELECT {', '.join(calls)}", {"alone": alone})


def _start_sqlite(
    connection: Connection, reading: bool, durable: bool, wait_ms: int | None
) -> None:
    """Keep what was committed, and wait its turn to write."""
    _set(connection, "query_only", reading)
    if reading:
        connection.exec_driver_sql("BEGIN DEFERRED")
        return
    busy_ms = connection.info[BUSY_MS]
    _set(connection, "busy_timeout", min(wait_ms or busy_ms, busy_ms))
    # With FULL a commit waits for the disk, with NORMAL the next checkpoint does.
    _set(connection, "synchronous", "FULL" if durable else "NORMAL")
    # IMMEDIATE: a turn that reads and then writes must not lose its snapshot to another.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _prepare_sqlite(engine: Engine, busy_ms: int) -> None:
    """Make SQLite check references, let others read, and begin when it is told to."""

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        # The driver would begin only before a write; we begin ourselves, see above.
        connection.isolation_level = None
        record.info[BUSY_MS] = busy_ms
        for pragma in (
            f"busy_timeout={busy_ms}",
            "journal_mode=WAL",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")


def _set(connection: Connection, pragma: str, value: object) -> None:
    """Set what a connection does not have yet, straight with the driver: it asks nothing of the database."""
    if connection.info.get(pragma) != value:
        connection.connection.execute(f"PRAGMA {pragma}={value}")
        connection.info[pragma] = value
