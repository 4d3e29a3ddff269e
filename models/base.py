"""The store: sessions and column types that every table shares.

Imports nothing of ours but the engine, revisions, errors and transaction.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    PoolProxiedConnection,
    QueuePool,
    TypeDecorator,
    event,
)
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from models import revisions
from models.engine import make_engine, make_turnstile, start
from models.errors import StoreUnavailable
from models.revisions import Tables
from models.transaction import KEPT, READING, forget

EVERYTHING = "everything"
"""The name of what only one program does at a time: migrations, the first stock of a shop"""
ROLLED_BACK = "40"
"""SQLSTATE class of what PostgreSQL rolled back because of others: a deadlock, or what cannot be put in any order"""


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

    def __init__(self, engine: Engine, busy_ms: int) -> None:
        self._engine = engine
        self._busy_ms = busy_ms
        self._turnstile = make_turnstile(engine)
        self.on_error: Callable[[], None] = lambda: None
        """Called whenever a transaction is refused with `StoreUnavailable`"""
        self._sessions = sessionmaker(engine, expire_on_commit=False, info={KEPT: {}})
        event.listen(self._sessions, "after_soft_rollback", forget)

    @classmethod
    def open(cls, url: str, *, busy_ms: int = 5000) -> Self:
        """Open a store by SQLAlchemy's URL; `busy_ms` is how long SQLite waits for a lock."""
        return cls(make_engine(url, busy_ms), busy_ms)

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables up or down to a revision, all or nothing; `base` is before the first."""
        with self._guarded(), self._engine.begin() as connection:
            start(connection, alone=EVERYTHING)
            revisions.move(connection, revision)

    def tables(self) -> Tables:
        """Whether the tables are those of this program."""
        with self._guarded(), self._engine.connect() as connection:
            return revisions.tables(connection)

    @property
    def embedded(self) -> bool:
        """Whether the database is a file of this machine, or in memory."""
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def begin(
        self, *, durable: bool = True, wait_ms: int | None = None, alone: str | None = None
    ) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on any error.

        A `durable` one is on the disk when it ends. Another is as whole and as safe from a crash of
        the program, but a power cut may take the last few back: for talk, not for orders. `wait_ms`
        shortens how long it waits for others, and on PostgreSQL how long a statement may run. Of
        those that are `alone` under one name, as an owner's turns are, there is one at a time:
        PostgreSQL reads a row that had to be waited for anew, but not what was joined to it.
        """
        with self._guarded(), self._turn(wait_ms), self._sessions.begin() as session:
            start(session.connection(), durable=durable, wait_ms=wait_ms, alone=alone)
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading only: on SQLite it waits for no writer, and refuses to write."""
        with self._guarded(), self._sessions() as session:
            session.info[READING] = True
            start(session.connection(), reading=True)
            yield session

    def line(self) -> PoolProxiedConnection | None:
        """A connection to listen at, none of those that turns take; the caller closes it. None if there can be but one."""
        pool = self._engine.pool
        if isinstance(pool, QueuePool) and pool.size() == 1:
            return None
        connection = self._engine.raw_connection()
        connection.detach()
        return connection

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()
        if self._turnstile:
            self._turnstile.close()

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
    def _turn(self, wait_ms: int | None) -> Iterator[None]:
        """Wait until nobody else writes, where one has to; before a connection is taken."""
        if self._turnstile is None:
            yield
            return
        wait_ms = min(wait_ms or self._busy_ms, self._busy_ms)
        with self._turnstile.passed(wait_ms / 1000) as passed:
            if not passed:
                raise StoreUnavailable("the database is locked by other turns")
            yield

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turn a lock, a full disk or a lost connection into an error of the shop."""
        try:
            yield
        except (OperationalError, InternalError) as error:
            state = getattr(error.orig, "sqlstate", None) or ""
            passing = state.startswith(ROLLED_BACK)
            self.on_error()
            raise StoreUnavailable(str(error.orig), passing) from error
        except PoolTimeoutError as error:
            self.on_error()
            raise StoreUnavailable("too many turns at once") from error
