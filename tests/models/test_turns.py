"""A request that comes again gets the answer it got, and runs nothing twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import cart, turns
from models.base import Store
from models.errors import RequestIdReused
from models.turns import Turn
from tests.models.test_cart import shown
from tests.models.world import NOW, OWNER


def turn(store: Store, request: str, digest: str = "d", after_s: int = 0) -> str:
    """Run a turn that adds a bottle of water."""
    now = NOW + timedelta(seconds=after_s)
    with store.begin() as session:
        answer = turns.claim(session, request, digest, now)
        if answer is None:
            line = cart.add(session, OWNER, "water", 1, (), now)
            answer = f"{line.quantity} in the cart"
            turns.finish(session, request, answer)
    return answer


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
        assert turns.claim(session, "r1", "d", NOW) is None
        raise KeyError("on the way")
    assert turn(store, "r1") == "1 in the cart"


KEPT_S = int(turns.KEEP.total_seconds())


@pytest.mark.parametrize(
    ("after_s", "answer"),
    [(150, "1 in the cart"), (KEPT_S, "1 in the cart"), (KEPT_S + 1, "2 in the cart")],
)
def test_answers_are_kept_long_enough_and_no_longer(
    store: Store, after_s: int, answer: str
) -> None:
    turn(store, "r1")
    assert turn(store, "r1", after_s=after_s) == answer


def test_old_answers_are_thrown_away(store: Store) -> None:
    for number in range(4):
        turn(store, f"r{number}", after_s=(KEPT_S + 1) * number)
    with store.begin() as session:
        assert session.scalar(select(func.count()).select_from(Turn)) == 1


def test_the_same_request_twice_at_once_is_run_once(store: Store, url: str) -> None:
    start = Barrier(2)

    def send(_number: int) -> str:
        with Store.open(url, busy_ms=30_000) as door:
            start.wait()
            return turn(door, "r1")

    with ThreadPoolExecutor(2) as doors:
        assert list(doors.map(send, range(2))) == ["1 in the cart"] * 2
    with store.begin() as session:
        assert shown(session) == [(1, "water", [])]


def test_the_last_answer_of_an_owner_can_be_had_again(session: Session) -> None:
    for second, (request, owner) in enumerate([("r1", OWNER), ("r2", OWNER), ("r3", "other")]):
        turns.claim(session, request, "d", NOW + timedelta(seconds=second), owner)
        turns.finish(session, request, f"answer to {request}")
    assert turns.last_response(session, OWNER) == "answer to r2"
    assert turns.last_response(session, "nobody") is None
