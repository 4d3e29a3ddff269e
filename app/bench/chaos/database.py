"""The database of a run: made on its disk, waited for, and started again when it was killed. May import everything."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.bench import postgresql
from app.bench.chaos.plan import Plan
from app.bench.chaos.processes import lives
from models.base import Store

SOON_S = 180.0
_SERVED = ("server_version", "fsync", "synchronous_commit", "full_page_writes")


def alive(server: postgresql.Server) -> bool:
    """Whether its first process is there."""
    pid = server.pid
    return pid is not None and lives(pid)


def begin(server: postgresql.Server) -> None:
    """Start PostgreSQL; what is left of the one before goes away a moment later than it does."""
    ends = monotonic() + SOON_S
    while True:
        try:
            server.begin()
        except postgresql.NoPostgresql:
            if monotonic() > ends:
                raise
            sleep(0.1)
        else:
            return


@contextmanager
def databases(plan: Plan, place: Path) -> Iterator[tuple[str, postgresql.Server | None]]:
    """An empty database on the disk, which waits for the disk as in real use; raises `NoPostgresql`."""
    if plan.engine == "sqlite":
        yield f"sqlite:///{place}/shop.db", None
        return
    with postgresql.running(("max_connections=200", "max_wal_size=128MB"), place) as server:
        yield server.url(server.make()), server


def commit_settings(store: Store) -> dict[str, str]:
    """How the database commits."""
    with store.begin() as session:
        if session.connection().dialect.name == "postgresql":
            return _asked(session, "SHOW", _SERVED)
        return _asked(session, "PRAGMA", ("journal_mode", "synchronous"))


def _asked(session: Session, verb: str, names: Iterable[str]) -> dict[str, str]:
    return {name: str(session.scalar(text(f"{verb} {name}"))) for name in names}
