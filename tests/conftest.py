"""Shared by all tests: hypothesis without a stopwatch, a clock, ids that count, and the demo shop in a file."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import TYPE_CHECKING

import psutil
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from app.bench import postgresql
from app.bench.postgresql import NoPostgresql
from app.bootstrap import make_lexicon, open_store
from models.base import Store
from skills.lexicon import Lexicon
from tests.databases import ENGINES, Databases, Files, Served
from tests.talk import Talk, talk

if TYPE_CHECKING:
    from tests.alexa import Speaker

# How long an example takes says something of the machine, and nothing of the shop.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
SETTING = ("SET TRANSACTION", "SELECT set_config")
"""How a transaction begins on PostgreSQL"""


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors, as a quarter of the tests' time is waiting; each worker takes up to 4 GB."""
    room = psutil.virtual_memory().available >> 32
    return max(1, min(8, room, (os.cpu_count() or 1) + 1))


def pytest_collection_finish() -> None:
    """What was imported and collected stays: to look for garbage in it took an eighth of the tests' time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def compiled() -> Iterator[None]:
    """Lets all stores share the statements that are compiled: each test opens one, which would compile its own."""
    kept: LRUCache[object, object] = LRUCache(3000)
    with pytest.MonkeyPatch.context() as patch:
        # They are kept under their dialect; one of a kind is as good as another.
        for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
            patch.setattr(dialect, "__hash__", lambda one: hash(type(one)))
            patch.setattr(dialect, "__eq__", lambda one, other: type(one) is type(other))
        shared = property(lambda _: kept, lambda *_: None)
        patch.setattr(Engine, "_compiled_cache", shared, raising=False)
        yield


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every SQL statement run but those that begin a transaction, as it is added to by the test."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(SETTING):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


@dataclass
class Clock:
    """A second passes at each look; more when a test says so."""

    now: datetime = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def new_id() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"id-{next(numbers)}"


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Databases]]:
    """Opens an engine when it is first asked for; the next module's tests, which begin with SQLite again, find it open."""
    with ExitStack() as stack:

        @cache
        def opened(name: str) -> Databases:
            if name == "sqlite":
                return Files(tmp_path_factory.mktemp("databases"))
            server = stack.enter_context(postgresql.running(postgresql.CARELESS))
            return stack.enter_context(closing(Served(server)))

        yield opened


@pytest.fixture(scope="session", params=ENGINES)
def databases(request: pytest.FixtureRequest, engines: Callable[[str], Databases]) -> Databases:
    """Each test that asks for a database runs on every engine, unless it is marked for one."""
    try:
        return engines(request.param)
    except NoPostgresql as why:
        pytest.skip(str(why))


@pytest.fixture
def empty_url(databases: Databases) -> Iterator[str]:
    """A database without tables."""
    with databases.empty() as url:
        yield url


def stock(url: str) -> None:
    """Put the demo menu into a database."""
    with open_store(url):
        pass


@pytest.fixture(scope="session")
def demo_template(databases: Databases) -> str:
    """A database with the demo menu in it, to be copied only."""
    return databases.template(stock)


@pytest.fixture(scope="session")
def demo_lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    """English over the demo menu."""
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('lexicon') / 'shop.db'}") as store:
        return make_lexicon(store, "en-US")


@pytest.fixture
def demo_url(databases: Databases, demo_template: str) -> Iterator[str]:
    """The demo shop of one test."""
    with databases.lend(demo_template) as url:
        yield url


@pytest.fixture
def demo_store(demo_url: str) -> Iterator[Store]:
    """The demo shop, opened; it does not wait for locks."""
    with Store.open(demo_url, busy_ms=1) as store:
        yield store


@pytest.fixture
def shop(demo_url: str, demo_lexicon: Lexicon) -> Iterator[Talk]:
    """Both doors of the demo shop."""
    with talk(demo_url, demo_lexicon) as opened:
        yield opened


@pytest.fixture
def alexa(shop: Talk) -> "Speaker":
    """A customer who speaks to Alexa."""
    from tests.alexa import (
        Speaker,  # draws in tests, whose assertions are rewritten as they are collected
    )

    return Speaker(shop)
