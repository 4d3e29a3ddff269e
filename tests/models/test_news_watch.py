"""Who waits for news is woken at once by another program's commit, and only at that counter."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
from sqlalchemy import text

from models import consent, news, orders
from models.base import Store
from models.channels import Channel, Purpose
from models.fulfilment import OrderStatus
from models.news_watch import NewsWatch
from models.visits import DOOR, visit
from tests.databases import on_postgresql
from tests.models.test_checkout import bought
from tests.models.world import LATER, NOW

LONG_S = 20.0
"""Longer than any of these tests takes"""
Waited = Callable[[str], float]


@pytest.fixture
def watch(store: Store) -> Iterator[NewsWatch]:
    watched = NewsWatch(store)
    with store.begin() as session:
        owner = f"{DOOR}:{visit('till', 'turn')}"
        consent.give(session, owner, Channel.COUNTER, Purpose.ORDERS, "", "en-US", NOW)
        bought(session, owner=owner)
    yield watched
    watched.close()


def heard(watch: NewsWatch) -> None:
    """Return when it hears."""
    mark = watch.mark("")
    watch.wait("", mark, LONG_S)
    if mark == watch.mark(""):  # where it hears already
        assert watch._hears


def ready(url: str) -> None:
    """Another program moves the order on."""
    with Store.open(url) as other:
        for status in (OrderStatus.PREPARING, OrderStatus.READY):
            with other.begin() as session:
                orders.move(session, 100, status, LATER)


def test_another_programs_commit_wakes_who_waits(watch: NewsWatch, store: Store, url: str) -> None:
    heard(watch)
    mark = watch.mark("till")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(watch.wait, "till", mark, LONG_S)
        ready(url)
        waiting.result(LONG_S / 2)
    assert watch.mark("till") == mark + 1
    with store.read() as session:
        assert [one.kind for one in news.due(session, "till", LATER)] == ["ready"]


def test_another_counter_is_not_woken(watch: NewsWatch, url: str) -> None:
    heard(watch)
    mark = watch.mark("till")
    ready(url)
    watch.wait("till", mark, LONG_S)
    assert watch.mark("bar") == mark


def test_news_from_between_the_mark_and_the_wait_is_not_missed(watch: NewsWatch, url: str) -> None:
    heard(watch)
    mark = watch.mark("till")
    ready(url)
    begun = monotonic()
    for _ in range(2):
        watch.wait("till", mark, LONG_S)
    assert monotonic() - begun < LONG_S / 2


@on_postgresql
def test_it_listens_again_when_the_database_comes_back(
    watch: NewsWatch, store: Store, url: str
) -> None:
    heard(watch)
    mark = watch.mark("till")
    with store.begin() as session:
        session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
                " AND datname = current_database()"
            )
        )
    watch.wait("till", mark, LONG_S)
    assert watch.mark("till") == mark + 1, "who waits looks whether something was missed"
    ready(url)
    watch.wait("till", mark + 1, LONG_S)
    assert watch.mark("till") == mark + 2


def test_in_memory_it_looks_from_time_to_time() -> None:
    with Store.open("sqlite://") as store:
        watch = NewsWatch(store)
        begun = monotonic()
        watch.wait("till", watch.mark("till"), LONG_S)
        assert monotonic() - begun < LONG_S / 2
        watch.close()


def test_closing_ends_all_waiting(watch: NewsWatch) -> None:
    heard(watch)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(watch.wait, "till", watch.mark("till"), LONG_S)
        watch.close()
        waiting.result(LONG_S / 2)
