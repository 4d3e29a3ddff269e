"""Turns that meet in the store, in real threads, each thread a worker of its own."""

from collections.abc import Callable, Iterator
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import text

from app.bootstrap import World, alexa_door
from models import cart
from skills.answer import Answer
from skills.envelope import spoken
from skills.handlers import HANDLERS
from skills.lexicon import Lexicon
from skills.turn import Turn
from tests.app.conftest import PLAIN
from tests.app.world import USER, Customer, Json
from tests.at_once import WORKERS, at_once, programs
from tests.databases import on_postgresql

AT_STATION = (
    "SELECT pieces FROM branch_stock WHERE product_id = 'croissant' AND branch_id = 'station'"
)


@pytest.fixture
def workers(demo_url: str, world: World, lexicon: Lexicon) -> Iterator[list[Customer]]:
    """The same customer, at several programs over one database; their turns have time."""
    with programs(demo_url, PLAIN, world) as shops:
        yield [Customer(alexa_door(shop), lexicon, world) for shop in shops]


def all_send(workers: list[Customer], requests: list[Json]) -> list[Json]:
    """Send each worker its request, all at the same moment."""
    pairs = zip(workers, requests, strict=True)
    return at_once([partial(worker.send, request) for worker, request in pairs])


def of(request: Json, user: str) -> Json:
    """The request, from somebody else."""
    request["context"]["System"]["user"]["userId"] = user
    request["session"]["user"]["userId"] = user
    return request


def test_a_request_that_reaches_several_workers_at_once_runs_once(workers: list[Customer]) -> None:
    request = workers[0].request("two croissants")
    answers = all_send(workers, [request] * WORKERS)
    assert spoken(answers[0]).startswith("I added two croissants")
    assert answers == answers[:1] * WORKERS
    assert workers[0].cart() == {"croissant": 2}


def test_wishes_of_one_customer_at_several_workers_at_once_are_all_kept(
    workers: list[Customer],
) -> None:
    answers = all_send(workers, [worker.request("two croissants") for worker in workers])
    assert all("croissants" in spoken(answer) for answer in answers)
    assert workers[0].cart() == {"croissant": 2 * WORKERS}


def test_customers_who_order_at_once_get_different_numbers_and_no_more_than_there_is(
    workers: list[Customer],
) -> None:
    with workers[0].door.shop.store.begin() as session:
        session.execute(text("UPDATE branch_stock SET pieces = 2 WHERE product_id = 'croissant'"))
    for number, worker in enumerate(workers):
        for words in ("a croissant", "check out", "sophia"):
            answer = worker.send(of(worker.request(words), f"{USER}-{number}"))
            worker.attributes = answer.get("sessionAttributes") or {}
    requests = [of(one.request("yes"), f"{USER}-{n}") for n, one in enumerate(workers)]
    answers = all_send(workers, requests)
    placed = [answer for answer in answers if spoken(answer).startswith("Thank you")]
    assert len(placed) == 2
    with workers[0].door.shop.store.read() as session:
        numbers = list(session.scalars(text("SELECT number FROM customer_order ORDER BY number")))
        assert numbers == [100, 101]
        assert session.scalar(text(AT_STATION)) == 0


def crossing(meet: Barrier) -> Callable[[Turn], Answer]:
    """A handler that holds one row and then wants the other's: which is first depends on who asks."""

    touched = text("UPDATE product SET sort = sort WHERE id = :id")
    met: set[str] = set()

    def handler(turn: Turn) -> Answer:
        cart.add(turn.session, turn.owner, "scone", 1, (), turn.now)
        rows = ["latte", "mocha"] if turn.owner.endswith("0") else ["mocha", "latte"]
        turn.session.execute(touched, {"id": rows[0]})
        if turn.owner not in met:  # and not when it is tried again
            met.add(turn.owner)
            meet.wait(20)
        turn.session.execute(touched, {"id": rows[1]})
        return HANDLERS["HoursIntent"](turn)

    return handler


@on_postgresql
def test_turns_that_wait_for_each_other_are_both_done_at_last(
    workers: list[Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(HANDLERS, "UndoIntent", crossing(Barrier(2)))
    pair = workers[:2]
    requests = [of(one.request("undo that"), f"{USER}-{n}") for n, one in enumerate(pair)]
    assert all(spoken(answer).startswith("Station is open") for answer in all_send(pair, requests))
    with workers[0].door.shop.store.read() as session:
        assert session.scalar(text("SELECT count(*) FROM cart_line")) == 2
