"""Rates are kept by all processes together, and who asks seldom costs nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.rates import Rate, Rates
from models.base import Store
from models.tallies import Tally
from tests.conftest import Clock
from tests.databases import locked

ME = "kitchen"


def told(store: Store) -> int:
    """What the store has of it."""
    with store.read() as session:
        return session.scalar(select(Tally.count).where(Tally.owner == ME)) or 0


def process(store: Store, clock: Clock, kind: str = "api") -> Rates:
    return Rates(store, lambda: clock.now, kind)


def passed(rates: Rates, rate: Rate, times: int) -> int:
    return sum(not rates.wait_s(ME, rate) for _ in range(times))


def test_a_small_limit_is_kept_to_the_letter_by_several_processes(
    demo_store: Store, clock: Clock
) -> None:
    first, second, rate = process(demo_store, clock), process(demo_store, clock), Rate(5)
    assert [passed(one, rate, 3) for one in (first, second, first)] == [3, 2, 0]
    assert first.wait_s(ME, rate) == 60
    clock.forward(59)
    assert second.wait_s(ME, rate) == 1
    clock.forward(1)
    assert passed(first, rate, 9) == 5


def test_another_kind_and_another_name_have_counts_of_their_own(
    demo_store: Store, clock: Clock
) -> None:
    rate = Rate(1)
    assert passed(process(demo_store, clock), rate, 2) == 1
    assert passed(process(demo_store, clock, "counter"), rate, 2) == 1
    assert process(demo_store, clock).wait_s("till", rate) == 0


def test_who_asks_seldom_is_not_written_down(demo_store: Store, clock: Clock) -> None:
    assert passed(process(demo_store, clock), Rate(600), 36) == 36
    assert told(demo_store) == 0


@pytest.mark.parametrize("processes", [1, 2, 4])
def test_a_large_limit_is_kept_but_for_a_sixteenth_of_each_other_process(
    demo_store: Store, clock: Clock, processes: int
) -> None:
    several, rate = [process(demo_store, clock) for _ in range(processes)], Rate(600)
    through = sum(passed(one, rate, 1) for _ in range(1200) for one in several)
    assert 600 <= through <= 600 * (1 + (processes - 1) / 16)


def test_a_store_that_is_busy_holds_nobody_back_and_forgets_nothing(
    demo_store: Store, demo_url: str, clock: Clock
) -> None:
    rates, rate = process(demo_store, clock), Rate(2)
    with locked(demo_url, "tally"):
        assert rates.wait_s(ME, rate) == 0
    assert passed(rates, rate, 3) == 1
    assert told(demo_store) == 2


def test_a_window_may_be_shorter_than_a_minute(demo_store: Store, clock: Clock) -> None:
    rates, rate = process(demo_store, clock), Rate(1, timedelta(seconds=1))
    assert passed(rates, rate, 2) == 1
    clock.forward(1)
    assert passed(rates, rate, 2) == 1
