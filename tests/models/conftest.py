"""A fresh store for each test, on every engine."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from models.base import Store
from models.catalog_import import load, parse
from tests.databases import Databases
from tests.models.world import shop_text


def stock(url: str) -> None:
    """Put the small shop into a database."""
    with Store.open(url) as store:
        store.migrate()
        with store.begin() as session:
            load(session, parse(shop_text()))


@pytest.fixture(scope="session")
def stocked(databases: Databases) -> str:
    """A database with the small shop in it, to be copied only."""
    return databases.template(stock)


@pytest.fixture
def url(databases: Databases, stocked: str) -> Iterator[str]:
    """Where the store of the test is."""
    with databases.lend(stocked) as url:
        yield url


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store with the small shop in it; it does not wait for locks."""
    with Store.open(url, busy_ms=1) as store:
        yield store


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    """An open transaction on the store."""
    with store.begin() as session:
        yield session
