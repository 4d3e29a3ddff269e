"""Turns that take too long: given up before their commit for certain, and never called failed behind it."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.bootstrap import World, alexa_door, make_shop, open_store
from app.errors import EventNotTaken
from app.turn import Door
from models import cart
from models.base import Store
from models.errors import RequestIdReused
from models.visits import DOOR
from skills.answer import Answer
from skills.envelope import spoken
from skills.handlers import HANDLERS
from skills.lexicon import Lexicon
from skills.turn import Turn
from tests.app.conftest import PLAIN
from tests.app.world import Customer, Json
from tests.databases import locked
from tests.web.host import Host

TOO_SLOW = "Sorry, that took too long, so I did not do it."
CHECKING = "I am checking that."
TOKEN = "token-SECRET"


@pytest.fixture
def patient(demo_url: str) -> Iterator[Store]:
    """The demo shop; it waits for locks longer than any turn is waited for."""
    with Store.open(demo_url, busy_ms=60_000) as store:
        yield store


@pytest.fixture
def customer(patient: Store, lexicon: Lexicon, world: World) -> Iterator[Customer]:
    """Somebody whose turns are given up soon."""
    shop = make_shop(patient, PLAIN, world)
    with closing(shop.runs):
        yield Customer(hasty(alexa_door(shop)), lexicon, world)


def hasty(door: Door) -> Door:
    return replace(door, shop=replace(door.shop, progress_s=0.02, deadline_s=0.2))


def to_the_commit(customer: Customer) -> Customer:
    """The same customer, whose turns have time to get as far as the commit."""
    shop = replace(customer.door.shop, deadline_s=1.5)
    return replace(customer, door=replace(customer.door, shop=shop))


def waited_for(customer: Customer) -> Customer:
    """The same customer at the same shop, whose turns have time."""
    shop = replace(customer.door.shop, progress_s=20, deadline_s=20)
    return replace(customer, door=replace(customer.door, shop=shop))


@contextmanager
def at(moment: str, done: Callable[[], object]) -> Iterator[None]:
    """Do something whenever a transaction commits or is rolled back."""

    def listener(_connection: Any) -> None:
        done()

    event.listen(Engine, moment, listener)
    try:
        yield
    finally:
        event.remove(Engine, moment, listener)


def test_a_locked_store_is_given_up_and_the_talk_goes_on(
    customer: Customer, demo_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    waited_for(customer).say("a croissant")
    customer.attributes = waited_for(customer).say("a latte").get("sessionAttributes") or {}
    assert customer.attributes["question"] == "choice"
    request = customer.request("large")
    with locked(demo_url):
        answer = customer.send(request)
    assert spoken(answer).startswith(TOO_SLOW)
    assert answer["sessionAttributes"] == customer.attributes
    assert answer["response"]["shouldEndSession"] is False
    assert answer["response"]["reprompt"]
    assert "took too long and was given up" in caplog.text
    assert customer.cart() == {"croissant": 1, "latte": 1}
    again = waited_for(customer).send(request)
    assert "latte" in spoken(again)
    assert customer.has()["cart"]["lines"][1]["missing"] == []


def slowly(let_go: Event) -> Callable[[Turn], Answer]:
    """A handler that changes the cart, and then waits."""

    def handler(turn: Turn) -> Answer:
        cart.add(turn.session, turn.owner, "scone", 1, (), turn.now)
        let_go.wait(20)
        return HANDLERS["HoursIntent"](turn)

    return handler


def test_a_slow_handler_is_given_up_and_rolled_back_for_certain(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go, rolled_back, committed = Event(), Event(), Event()
    monkeypatch.setitem(HANDLERS, "UndoIntent", slowly(let_go))
    request = customer.request("undo that")
    with at("rollback", rolled_back.set), at("commit", committed.set):
        assert spoken(customer.send(request)).startswith(TOO_SLOW)
        let_go.set()
        assert rolled_back.wait(20)
        assert not committed.is_set()
    monkeypatch.undo()
    assert customer.cart() == {}
    assert "nothing" in spoken(waited_for(customer).send(request)).lower()


def test_a_slow_commit_is_never_called_failed_and_the_truth_comes_later(
    customer: Customer,
) -> None:
    let_go = Event()
    request = customer.request("two croissants")
    with at("commit", lambda: let_go.wait(20)):
        first = to_the_commit(customer).send(request)
        second = customer.send(request)
        let_go.set()
        third = waited_for(customer).send(request)
    for answer in (first, second):
        assert spoken(answer).startswith(CHECKING)
        assert answer["response"]["shouldEndSession"] is False
        assert answer["response"]["reprompt"]
    assert spoken(third).startswith("I added two croissants")
    assert customer.cart() == {"croissant": 2}
    assert waited_for(customer).send(request) == third


def test_the_same_id_with_another_body_is_refused_behind_a_slow_commit(customer: Customer) -> None:
    let_go = Event()
    request = customer.request("two croissants")
    other = customer.request("three scones")
    other["request"]["requestId"] = request["request"]["requestId"]
    with at("commit", lambda: let_go.wait(20)):
        assert spoken(to_the_commit(customer).send(request)).startswith(CHECKING)
        assert spoken(customer.send(other)).startswith(TOO_SLOW)
        let_go.set()
        with pytest.raises(RequestIdReused):
            waited_for(customer).send(other)
    assert customer.cart() == {"croissant": 2}


def test_behind_a_slow_commit_a_yes_is_no_longer_waited_for(customer: Customer) -> None:
    patiently = waited_for(customer)
    for words in ("a croissant", "check out", "sophia"):
        patiently.say(words)
    customer.attributes = patiently.attributes
    assert customer.attributes["question"] == "confirm"
    let_go = Event()
    yes = customer.request("yes")
    with at("commit", lambda: let_go.wait(20)):
        answer = to_the_commit(customer).send(yes)
        let_go.set()
    assert spoken(answer).startswith(CHECKING)
    customer.attributes = answer.get("sessionAttributes") or {}
    assert customer.attributes == {}
    nothing = waited_for(customer).say("yes")
    truth = waited_for(customer).send(yes)
    assert truth != nothing
    assert spoken(truth).startswith("Thank you, Sophia. Your order number is")
    assert customer.has()["order"]["status"] == "received"


def test_a_commit_that_fails_is_not_called_failed(
    customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("the disk is on fire")

    request = customer.request("two croissants")
    with at("commit", broken):
        answer = waited_for(customer).send(request)
    assert spoken(answer).startswith(CHECKING)
    assert "on fire" not in json.dumps(answer)
    assert "on fire" in caplog.text
    assert customer.cart() == {}
    assert spoken(waited_for(customer).send(request)).startswith("I added two croissants")


def test_where_no_words_are_allowed_there_are_none(customer: Customer, demo_url: str) -> None:
    request = told(customer, {"type": "SessionEndedRequest", "reason": "ERROR"})
    with locked(demo_url):
        assert customer.send(request)["response"] == {}


def test_an_event_that_cannot_be_recorded_is_to_be_sent_again(
    customer: Customer, demo_url: str
) -> None:
    request = told(customer, {"type": "AlexaSkillEvent.SkillEnabled"})
    with locked(demo_url), pytest.raises(EventNotTaken):
        customer.send(request)
    assert waited_for(customer).send(request)["response"] == {}


def test_what_the_skill_could_do_is_told_while_another_writes(
    customer: Customer, demo_url: str
) -> None:
    request = customer.request("how much is a latte")
    request["request"]["type"] = "CanFulfillIntentRequest"
    with locked(demo_url):
        answer = waited_for(customer).send(request)
    assert answer["response"]["canFulfillIntent"]["canFulfill"] == "YES"


def told(customer: Customer, what: Json) -> Json:
    """A request that nobody spoke."""
    request = customer.request("two croissants")
    common = {key: request["request"][key] for key in ("requestId", "timestamp", "locale")}
    request["request"] = common | what
    return request


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """Alexa's own service."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Host() as started:
        yield started


@pytest.fixture
def served(customer: Customer, host: Host) -> Customer:
    """Somebody whose device has a service; it is asked soon, and waited for long."""
    origins = frozenset({host.origin})
    shop = replace(customer.door.shop, api_origins=origins, progress_s=0.02, deadline_s=20)
    return replace(customer, door=replace(customer.door, shop=shop))


def through(host: Host, request: Json) -> Json:
    request["context"]["System"] |= {"apiEndpoint": host.origin, "apiAccessToken": TOKEN}
    return request


@pytest.mark.parametrize("says", ["204", "500", "redirect", "endless", "garbage", "silent"])
def test_a_slow_turn_says_one_moment_whatever_comes_of_it(
    served: Customer,
    host: Host,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    host.says = says
    monkeypatch.setitem(HANDLERS, "UndoIntent", slowly(host.got_post))
    request = through(host, served.request("undo that"))
    answer = served.send(request)
    assert spoken(answer).startswith("Station is open")
    assert served.cart() == {"scone": 1}
    (posted,) = host.posted
    assert posted.body["directive"]["speech"] == "One moment, please."
    assert posted.body["header"]["requestId"] == request["request"]["requestId"]
    assert TOKEN not in caplog.text + json.dumps(answer)


def test_a_quick_turn_says_nothing_before_its_answer(served: Customer, host: Host) -> None:
    patiently = waited_for(served)
    patiently.send(through(host, served.request("two croissants")))
    assert host.posted == []


@pytest.mark.parametrize("what", ["unlisted", "counter", "silent request"])
def test_one_moment_is_said_only_where_it_may_be(
    served: Customer, host: Host, demo_url: str, what: str
) -> None:
    request = through(host, served.request("two croissants"))
    shop = replace(served.door.shop, deadline_s=0.2)
    if what == "unlisted":
        shop = replace(shop, api_origins=frozenset())
    if what == "silent request":
        ended = {"type": "SessionEndedRequest", "reason": "ERROR"}
        request = through(host, told(served, ended))
    namespace = DOOR if what == "counter" else "alexa"
    with locked(demo_url):
        replace(served, door=Door(shop, namespace)).send(request)
    assert host.posted == []


def reminding(let_go: Event, fails: bool) -> Callable[[Turn], Answer]:
    """A handler that waits, sets a reminder, and perhaps fails."""

    def handler(turn: Turn) -> Answer:
        assert turn.service
        cart.add(turn.session, turn.owner, "scone", 1, (), turn.now)
        let_go.wait(20)
        turn.service.remind(600, "Ready.", turn.locale)
        if fails:
            raise RuntimeError("the till is on fire")
        return HANDLERS["HoursIntent"](turn)

    return handler


def test_a_turn_that_was_given_up_sets_no_reminder(
    served: Customer, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go, rolled_back = Event(), Event()
    monkeypatch.setitem(HANDLERS, "UndoIntent", reminding(let_go, fails=False))
    shop = replace(served.door.shop, progress_s=20, deadline_s=0.2)
    soon = replace(served, door=replace(served.door, shop=shop))
    with at("rollback", rolled_back.set):
        answer = soon.send(through(host, served.request("undo that")))
        assert spoken(answer).startswith(TOO_SLOW)
        let_go.set()
        assert rolled_back.wait(20)
    assert host.posted == []


@pytest.mark.parametrize(("fails", "said"), [(False, "Station is open"), (True, CHECKING)])
def test_a_turn_that_set_a_reminder_is_never_called_failed(
    served: Customer, host: Host, fails: bool, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.says, let_go = "reminder", Event()
    let_go.set()
    monkeypatch.setitem(HANDLERS, "UndoIntent", reminding(let_go, fails))
    answer = waited_for(served).send(through(host, served.request("undo that")))
    assert spoken(answer).startswith(said)
    (posted,) = host.posted
    assert posted.token == f"Bearer {TOKEN}"


def test_a_store_in_memory_is_one_for_all_turns(lexicon: Lexicon, world: World) -> None:
    with open_store("sqlite://") as store:
        customer = Customer(alexa_door(make_shop(store, PLAIN, world)), lexicon, world)
        requests = [customer.request(f"{count} croissants") for count in ("two", "three", "four")]
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(customer.send, requests))
        assert customer.cart() == {"croissant": 9}
