"""A fresh store on disk for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from models.base import Store
from models.catalog_import import load, parse
from tests.models.world import shop_text


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where the store of the test is."""
    return f"sqlite:///{tmp_path / 'shop.db'}"


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the small shop in it, made once and copied for each test."""
    path = tmp_path_factory.mktemp("stocked") / "shop.db"
    with Store.open(f"sqlite:///{path}") as store:
        store.migrate()
        with store.begin() as session:
            load(session, parse(shop_text()))
    return path


@pytest.fixture
def store(url: str, stocked: Path, tmp_path: Path) -> Iterator[Store]:
    """A store with the small shop in it."""
    shutil.copy(stocked, tmp_path / "shop.db")
    with Store.open(url, busy_ms=0) as store:
        yield store


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    """An open transaction on the store."""
    with store.begin() as session:
        yield session


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every SQL statement run, as it is added to by the test."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)
