"""The engine below the store: how each database is made to wait, to begin and to keep.

Imports nothing of ours but the turnstile.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool, SingletonThreadPool

from models.turnstile import Turnstile


def make_engine(url: str, busy_ms: int) -> Engine:
    """Make an engine for SQLAlchemy's URL; `busy_ms` is how long SQLite waits for a lock, at most.

    A transaction's execution options: `reading`, `durable`, `wait_ms` for how long to wait at most, and `alone`, a name
    under which one writes at a time, where more than one can.
    """
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_pre_ping=True)
        _tune_postgresql(engine)
        return engine
    engine = create_engine(url)
    if isinstance(engine.pool, SingletonThreadPool):  # in memory: one database for all threads
        pool: dict[str, Any] = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
        engine = create_engine(url, connect_args={"check_same_thread": False}, **pool)
    _tune_sqlite(engine, busy_ms)
    return engine


def make_turnstile(engine: Engine) -> Turnstile | None:
    """Make what those who write wait at, if only one can; in memory there is but one connection to wait for."""
    database = engine.url.database
    if engine.dialect.name != "sqlite" or not isinstance(engine.pool, QueuePool):
        return None
    if engine.pool.size() == 1 or not database:
        return None
    return Turnstile(Path(database).absolute())


def _tune_postgresql(engine: Engine) -> None:
    """Make PostgreSQL give up in time and wait for the disk, as a transaction asks for."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("reading"):
            # All that a reader sees is of one moment, as with SQLite.
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return
        wanted: dict[str, object] = {}
        if not options.get("durable", True):
            wanted["synchronous_commit"] = "off"
        if wait_ms := options.get("wait_ms"):
            wanted |= {"lock_timeout": wait_ms, "statement_timeout": wait_ms}
        calls = [f"set_config('{name}', '{value}', true)" for name, value in wanted.items()]
        alone = options.get("alone")
        if alone:
            # Held by nobody else in this name until the transaction ends.
            calls.append("pg_advisory_xact_lock(hashtextextended(%(alone)s, 0))")
        if calls:
            connection.exec_driver_sql(f"SELECT {', '.join(calls)}", {"alone": alone})


def _tune_sqlite(engine: Engine, busy_ms: int) -> None:
    """Make SQLite keep what it committed, check references, and wait its turn to write."""

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The driver would begin only before a write; we begin ourselves, see below.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={busy_ms}",
            "journal_mode=WAL",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        reading = bool(options.get("reading"))
        _set(connection, "query_only", reading)
        if reading:
            connection.exec_driver_sql("BEGIN DEFERRED")
            return
        _set(connection, "busy_timeout", min(options.get("wait_ms") or busy_ms, busy_ms))
        # With FULL a commit waits for the disk, with NORMAL the next checkpoint does.
        _set(connection, "synchronous", "FULL" if options.get("durable", True) else "NORMAL")
        # IMMEDIATE: a turn that reads and then writes must not lose its snapshot to another.
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _set(connection: Connection, pragma: str, value: object) -> None:
    """Set what a connection does not have yet, straight with the driver: it asks nothing of the database."""
    if connection.info.get(pragma) != value:
        connection.connection.execute(f"PRAGMA {pragma}={value}")
        connection.info[pragma] = value
