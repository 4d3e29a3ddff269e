"""The engine below the store: how each database is made to wait, to begin and to keep. Imports nothing of ours."""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool, SingletonThreadPool


def make_engine(url: str, busy_ms: int) -> Engine:
    """Make an engine for SQLAlchemy's URL; `busy_ms` is how long SQLite waits for a lock, at most.

    A transaction's execution options: `reading`, `durable`, and `wait_ms` for how long to wait at most.
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


def _tune_postgresql(engine: Engine) -> None:
    """Make PostgreSQL give up in time, where a transaction asks for that."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        wait_ms = connection.get_execution_options().get("wait_ms")
        if wait_ms:
            limits = ("lock_timeout", "statement_timeout")
            settings = ", ".join(f"set_config('{name}', '{wait_ms}', true)" for name in limits)
            connection.exec_driver_sql(f"SELECT {settings}")


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
        if options.get("reading"):
            connection.exec_driver_sql("BEGIN DEFERRED")
            return
        wait_ms = min(options.get("wait_ms") or busy_ms, busy_ms)
        # Straight to the driver, in every turn: it asks nothing of the database and cannot fail.
        connection.connection.execute(f"PRAGMA busy_timeout={wait_ms}")
        # With FULL a commit waits for the disk, with NORMAL the next checkpoint does.
        durable = options.get("durable", True)
        connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        # IMMEDIATE: a turn that reads and then writes must not lose its snapshot to another.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
