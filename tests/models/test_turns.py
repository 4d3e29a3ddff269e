"""A request that comes again gets the answer it got, and runs nothing twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import cart, turns
from models.base import Store
from models.errors import RequestIdReused
from models.turns import Turn
from tests.models.test_cart import shown
from tests.models.world import NOW, OWNER

LATER = turns.KEEP + timedelta(seconds=1)
SWEEPING = turns.SWEPT + "a"
"""A digest whose turn throws old ones out"""


def turn(store: Store, request: str, digest: str = "d", after: timedelta = timedelta()) -> str:
    """Run a turn that adds a bottle of water."""
    with store.begin() as session:
        answer = turns.answered(session, request, digest)
        if answer is None:
            answer = run(session, request, digest, after)
    return answer


def run(session: Session, request: str, digest: str = "d", after: timedelta = timedelta()) -> str:
    """Do what a new request asks for, and keep the answer."""
    line = cart.add(session, OWNER, "water", 1, (), NOW + after)
    answer = f"{line.quantity} in the cart"
    turns.keep(session, request, OWNER, digest, answer, NOW + after)
    return answer


def kept(store: Store) -> list[str]:
    """Return the ids of the requests whose answers are kept."""
    with store.begin() as session:
        return list(session.scalars(select(Turn.request_id).order_by(Turn.at)))


def test_the_same_request_is_run_once(store: Store) -> None:
    answers = [turn(store, "r1"), turn(store, "r1"), turn(store, "r2"), turn(store, "r1")]
    assert answers == ["1 in the cart", "1 in the cart", "2 in the cart", "1 in the cart"]


def test_the_same_id_with_another_body_is_refused(store: Store) -> None:
    turn(store, "r1", "one body")
    with pytest.raises(RequestIdReused) as refusal:
        turn(store, "r1", "another body")
    assert refusal.value.request_id == "r1"
    with store.begin() as session:
        assert shown(session) == [(1, "water", [])]


def test_a_turn_that_failed_may_be_tried_again(store: Store) -> None:
    with pytest.raises(KeyError), store.begin() as session:
        run(session, "r1")
        raise KeyError("on the way")
    assert turn(store, "r1") == "1 in the cart"


def test_answers_are_kept_for_an_hour_whatever_comes(store: Store) -> None:
    turn(store, "r1")
    turn(store, "r2", SWEEPING, after=turns.KEEP)
    assert turn(store, "r1", after=turns.KEEP) == "1 in the cart"


def test_old_answers_are_thrown_away_by_and_by(store: Store) -> None:
    turn(store, "r1")
    turn(store, "r2", after=LATER)
    assert kept(store) == ["r1", "r2"]
    turn(store, "r3", SWEEPING, after=LATER)
    assert kept(store) == ["r2", "r3"]


def test_the_loser_of_a_race_undoes_all_and_finds_the_answer_of_the_other(store: Store) -> None:
    turn(store, "r1")
    # As a worker sees it that looked for the answer before the other had committed.
    with pytest.raises(IntegrityError), store.begin() as session:
        run(session, "r1")
    with store.begin() as session:
        assert shown(session) == [(1, "water", [])]
    assert turn(store, "r1") == "1 in the cart"


def test_the_same_request_twice_at_once_is_run_once(store: Store, url: str) -> None:
    start = Barrier(2)

    def send(_number: int) -> str:
        with Store.open(url, busy_ms=30_000) as door:
            start.wait()
            try:
                return turn(door, "r1")
            except IntegrityError:  # where two can be at work, one may come first at last
                return turn(door, "r1")

    with ThreadPoolExecutor(2) as doors:
        assert list(doors.map(send, range(2))) == ["1 in the cart"] * 2
    with store.begin() as session:
        assert shown(session) == [(1, "water", [])]


def test_an_answer_can_be_had_again_by_its_owner_only(session: Session) -> None:
    turns.keep(session, "r1", OWNER, "d", "answer to r1", NOW)
    assert turns.response_to(session, OWNER, "r1") == "answer to r1"
    assert turns.response_to(session, "nobody", "r1") is None
    assert turns.response_to(session, OWNER, "r2") is None
