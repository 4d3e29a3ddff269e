"""Shared by all tests: hypothesis without a stopwatch, a clock, ids that count, and the demo shop in a file."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from app.bootstrap import make_lexicon, open_store
from models.base import Store
from skills.lexicon import Lexicon

# How long an example takes says something of the machine, and nothing of the shop.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


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
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo menu in it, to be copied only."""
    path = tmp_path_factory.mktemp("demo") / "shop.db"
    with open_store(f"sqlite:///{path}"):
        return path


@pytest.fixture(scope="session")
def demo_lexicon(demo_file: Path) -> Lexicon:
    """English over the demo menu."""
    with open_store(f"sqlite:///{demo_file}") as store:
        return make_lexicon(store, "en-US")


@pytest.fixture
def demo_path(demo_file: Path, tmp_path: Path) -> Path:
    """The demo shop of one test."""
    return Path(shutil.copy(demo_file, tmp_path / "shop.db"))


@pytest.fixture
def demo_url(demo_path: Path) -> str:
    return f"sqlite:///{demo_path}"


@pytest.fixture
def demo_store(demo_url: str) -> Iterator[Store]:
    """The demo shop, opened; it does not wait for locks."""
    with Store.open(demo_url, busy_ms=1) as store:
        yield store
