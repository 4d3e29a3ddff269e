"""The store: engine, sessions and column types that every table shares.

Imports nothing of ours but errors.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from alembic import command
from alembic.config import Config
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from models.errors import StoreUnavailable

MIGRATIONS = Path(__file__).parent / "migrations"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time; comes back in UTC also from databases that keep no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: nobody could say later which hour was meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"time without a zone: {value!r}; pass an aware one")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Parent of all tables; constraints get fixed names so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 (read by SQLAlchemy, which knows no ClassVar here)
        datetime: UtcDateTime,
        list[str]: JSON,
        dict[str, int]: JSON(none_as_null=True),
        dict[str, Any]: JSON,
    }


class Store:
    """One database. `with Store.open("sqlite:////path/shop.db") as store:` closes it at the end."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)

    @classmethod
    def open(cls, url: str, *, busy_ms: int = 5000) -> Self:
        """Open a store by SQLAlchemy's URL; `busy_ms` is how long SQLite waits for a lock."""
        if not url.startswith("sqlite"):
            return cls(create_engine(url, pool_pre_ping=True))
        engine = create_engine(url)
        _tune_sqlite(engine, busy_ms)
        return cls(engine)

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables up to a revision, all or nothing; `base` takes everything down."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with self._guarded(), self._engine.begin() as connection:
            config.attributes["connection"] = connection
            if revision == "base":
                command.downgrade(config, revision)
            else:
                command.upgrade(config, revision)

    @contextmanager
    def begin(self, *, durable: bool = True) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on any error.

        A `durable` one is on the disk when it ends. Another is as whole and as safe from a crash of
        the program, but a power cut may take the last few back: for talk, not for orders.
        """
        with self._guarded(), self._sessions.begin() as session:
            session.connection(execution_options={"durable": durable})
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading only: on SQLite it waits for no writer, and nothing of it is kept."""
        with self._guarded(), self._sessions() as session:
            session.connection(execution_options={"reading": True})
            yield session

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turn a lock, a full disk or a lost connection into an error of the shop."""
        try:
            yield
        except OperationalError as error:
            raise StoreUnavailable(str(error.orig)) from error
        except PoolTimeoutError as error:
            raise StoreUnavailable("too many turns at once") from error


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
        # With FULL a commit waits for the disk, with NORMAL the next checkpoint does.
        durable = options.get("durable", True)
        connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        # IMMEDIATE: a turn that reads and then writes must not lose its snapshot to another.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
