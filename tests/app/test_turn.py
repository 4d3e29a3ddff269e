"""The door: each request runs once, and whatever comes gets an answer in words or a plain refusal."""

import copy
import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.bootstrap import World, alexa_door, make_shop
from app.errors import RequestMalformed
from app.turn import Door
from audio.errors import AudioError
from models import cart, turns
from models.base import Store
from models.errors import RequestIdReused
from skills.answer import Answer
from skills.envelope import spoken
from skills.handlers import HANDLERS
from skills.lexicon import Lexicon
from skills.turn import Turn
from tests.app.conftest import PLAIN
from tests.app.world import USER, Customer, Json
from tests.databases import Databases, locked, on_sqlite

UNEXPECTED = "Something went wrong on our side."
NO_STORE = "I cannot write anything down at the moment. Nothing was changed."


def test_a_request_that_comes_again_gets_the_same_answer_and_runs_once(customer: Customer) -> None:
    request = customer.request("two croissants")
    answer = customer.send(request)
    assert spoken(answer).startswith("I added two croissants")
    assert customer.send(request) == answer
    assert customer.cart() == {"croissant": 2}


def test_a_request_that_comes_from_many_threads_runs_once(
    demo_url: str, world: World, lexicon: Lexicon
) -> None:
    with Store.open(demo_url) as store:
        customer = Customer(alexa_door(make_shop(store, PLAIN, world)), lexicon, world)
        request = customer.request("two croissants")
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(customer.send, [request] * 8))
        assert all(answer == answers[0] for answer in answers)
        assert customer.cart() == {"croissant": 2}


def test_a_request_id_with_another_body_is_refused(customer: Customer) -> None:
    request = customer.request("two croissants")
    customer.send(request)
    other = customer.request("three scones")
    other["request"]["requestId"] = request["request"]["requestId"]
    with pytest.raises(RequestIdReused):
        customer.send(other)
    assert customer.cart() == {"croissant": 2}


def test_a_turn_that_another_worker_answered_meanwhile_is_given_up(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = customer.request("two croissants")
    answer = customer.send(request)
    true, looks = turns.answered, iter([True])

    def at_first_not_seen(*args: Any) -> str | None:
        return None if next(looks, False) else true(*args)

    monkeypatch.setattr(turns, "answered", at_first_not_seen)
    assert customer.send(request) == answer
    assert customer.cart() == {"croissant": 2}


MALFORMED: list[tuple[str, Json]] = [
    ("an empty object", {}),
    ("lists in place of objects", {"context": [], "request": [], "session": []}),
    ("texts in place of objects", {"context": "x", "request": "y", "session": "z"}),
    ("null", {"version": None, "context": None, "request": None, "session": None}),
    ("a request alone", {"request": {"type": "IntentRequest", "requestId": "r1"}}),
]


@pytest.mark.parametrize(
    "body", [body for _, body in MALFORMED], ids=[name for name, _ in MALFORMED]
)
def test_what_is_no_envelope_is_malformed(customer: Customer, body: Json) -> None:
    with pytest.raises(RequestMalformed):
        customer.send(body)


@pytest.mark.parametrize(
    "path",
    [
        ("context",),
        ("context", "System"),
        ("context", "System", "user"),
        ("context", "System", "user", "userId"),
        ("request",),
        ("request", "requestId"),
        ("request", "type"),
    ],
    ids=".".join,
)
def test_an_envelope_without_what_every_request_has_is_malformed(
    customer: Customer, path: tuple[str, ...]
) -> None:
    request = customer.request("two croissants")
    *into, last = path
    place = request
    for key in into:
        place = place[key]
    del place[last]
    with pytest.raises(RequestMalformed):
        customer.send(request)
    assert customer.cart() == {}


def test_an_unknown_request_type_is_malformed(customer: Customer) -> None:
    request = customer.request("two croissants")
    request["request"]["type"] = "Dance.Request"
    with pytest.raises(RequestMalformed):
        customer.send(request)


def test_an_intent_we_do_not_have_was_not_understood(customer: Customer) -> None:
    request = customer.request("two croissants")
    request["request"]["intent"] = {"name": "DanceIntent", "slots": {}}
    assert spoken(customer.send(request)).startswith("Sorry, I did not understand that.")


def test_a_product_is_found_by_its_words_when_nothing_was_resolved(customer: Customer) -> None:
    request = customer.request("a croissant")
    for slot in request["request"]["intent"]["slots"].values():
        slot.pop("resolutions", None)
        slot.get("slotValue", {}).pop("resolutions", None)
    assert spoken(customer.send(request)).startswith("I added a croissant")


@pytest.mark.parametrize("number", ["?", "-2", "many", "9" * 20])
def test_a_number_that_was_not_understood_is_not_guessed(customer: Customer, number: str) -> None:
    request = customer.request("two croissants")
    slot = request["request"]["intent"]["slots"]["quantity"]
    slot["value"] = slot["slotValue"]["value"] = number
    assert spoken(customer.send(request)).startswith("I did not get the number.")
    assert customer.cart() == {}


@pytest.mark.parametrize("kind", ["SessionEndedRequest", "System.ExceptionEncountered"])
def test_where_amazon_allows_no_speech_there_is_none(customer: Customer, kind: str) -> None:
    request = customer.request("two croissants")
    body = request["request"]
    request["request"] = {
        "type": kind,
        "requestId": body["requestId"],
        "timestamp": body["timestamp"],
        "locale": "en-US",
    }
    assert "outputSpeech" not in customer.send(request)["response"]


EVENTS: list[Json] = [
    {"type": "AlexaSkillEvent.SkillEnabled"},
    {"type": "AlexaSkillEvent.SkillDisabled", "body": {"userInformationPersistenceStatus": "X"}},
    {
        "type": "AlexaSkillEvent.SkillPermissionAccepted",
        "body": {"acceptedPermissions": [{"scope": "alexa::alerts:reminders:skill:readwrite"}]},
    },
    {"type": "AlexaSkillEvent.SkillPermissionChanged", "body": {}},
    {
        "type": "AlexaSkillEvent.ProactiveSubscriptionChanged",
        "body": {"subscriptions": [{"eventName": "AMAZON.OrderStatus.Updated"}]},
    },
]


def told(customer: Customer, what: Json) -> Json:
    """A skill event: nobody spoke, and there is no session."""
    request = customer.request("two croissants")
    stamp = request["request"]["timestamp"]
    times = {"eventCreationTime": stamp, "eventPublishingTime": stamp, "timestamp": stamp}
    del request["session"]
    request["request"] = {"requestId": request["request"]["requestId"], **times, **what}
    return request


@pytest.mark.parametrize("what", EVENTS, ids=lambda what: what["type"])
def test_a_skill_event_is_taken_once_and_without_words(customer: Customer, what: Json) -> None:
    request = told(customer, what)
    answer = customer.send(request)
    assert answer["response"] == {}
    assert kept(customer, request) == json.dumps(answer)
    assert customer.send(request) == answer
    other = copy.deepcopy(request)
    other["request"]["eventCreationTime"] = "2020-01-01T00:00:00Z"
    with pytest.raises(RequestIdReused):
        customer.send(other)


def kept(customer: Customer, request: Json) -> str | None:
    """The stored answer of a request."""
    digest = hashlib.sha256(json.dumps(request).encode()).hexdigest()
    with customer.door.shop.store.read() as session:
        return turns.answered(session, request["request"]["requestId"], digest)


@pytest.mark.parametrize("named", [True, False])
def test_what_the_skill_could_do_is_told_to_anybody_and_keeps_nothing(
    customer: Customer, named: bool
) -> None:
    request = customer.request("two croissants")
    request["request"]["type"] = "CanFulfillIntentRequest"
    if not named:
        del request["context"]["System"]["user"]
    answer = customer.send(request)
    assert answer["response"]["canFulfillIntent"]["canFulfill"] == "YES"
    assert "outputSpeech" not in answer["response"]
    assert kept(customer, request) is None
    assert customer.cart() == {}
    request["request"]["intent"] = {"name": "AMAZON.YesIntent"}
    assert customer.send(request)["response"]["canFulfillIntent"]["canFulfill"] == "NO"


def test_what_the_skill_could_do_is_no_when_it_cannot_tell(customer: Customer) -> None:
    request = customer.request("two croissants")
    request["request"]["type"] = "CanFulfillIntentRequest"
    request["context"]["System"]["application"]["applicationId"] = "amzn1.ask.skill.other"
    answer = customer.send(request)
    assert answer["response"] == {"canFulfillIntent": {"canFulfill": "NO"}}


def test_a_request_without_a_session_gets_an_answer(customer: Customer) -> None:
    request = customer.request("two croissants")
    del request["session"]
    assert spoken(customer.send(request))


def test_a_request_for_another_skill_changes_nothing(customer: Customer) -> None:
    request = customer.request("two croissants")
    request["context"]["System"]["application"]["applicationId"] = "amzn1.ask.skill.other"
    assert UNEXPECTED in spoken(customer.send(request))
    assert customer.cart() == {}


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("?")
VALUES = (
    SCALARS
    | st.lists(SCALARS, max_size=2)
    | st.dictionaries(st.text(max_size=4), SCALARS, max_size=2)
)
ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "question": st.sampled_from(["else", "choice", "which", "name", "confirm"]) | VALUES,
        "line": VALUES,
        "group": VALUES,
        "then": VALUES,
        "number": VALUES,
        "product": VALUES,
        "offset": VALUES,
        "misses": VALUES,
        "waiting": VALUES
        | st.fixed_dictionaries({}, optional={"quantity": VALUES, "options": VALUES}),
    },
)


@pytest.fixture(scope="module")
def anybody(databases: Databases, demo_template: str, lexicon: Lexicon) -> Iterator[Customer]:
    """A customer whose shop outlives one example."""
    with databases.lend(demo_template) as url, Store.open(url) as store:
        yield Customer(alexa_door(make_shop(store, PLAIN, World())), lexicon, World())


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all values inside a document."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in inside:
        yield (*at, key)
        if isinstance(inner, dict | list):
            yield from places(inner, (*at, key))


def put(document: Json, path: tuple[Any, ...], value: Any) -> None:
    """Replace the value at a path; one that is gone already stays gone."""
    place: Any = document
    for key in path[:-1]:
        if not isinstance(place, dict | list) or (isinstance(place, dict) and key not in place):
            return
        if isinstance(place, list) and not (isinstance(key, int) and key < len(place)):
            return
        place = place[key]
    if isinstance(place, dict):
        place[path[-1]] = value


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_spoilt_envelope_gets_words_or_is_malformed(
    anybody: Customer, data: st.DataObject
) -> None:
    sentence = data.draw(
        st.sampled_from(["a large latte with oat milk", "yes", "remove it", "sophia"])
    )
    good = anybody.request(sentence)
    spoilt = copy.deepcopy(good)
    spoilt["session"]["attributes"] = data.draw(ATTRIBUTES)
    every = list(places(good))
    for path in data.draw(st.lists(st.sampled_from(every), max_size=2)):
        put(spoilt, path, data.draw(VALUES))
    try:
        answer = anybody.send(spoilt)
    except (RequestMalformed, RequestIdReused):
        return
    if spoilt["request"]["type"] != "SessionEndedRequest":
        assert spoken(answer)
    json.dumps(answer, allow_nan=False)


@on_sqlite
def test_a_locked_store_costs_an_apology_and_nothing_else(
    customer: Customer, demo_url: str
) -> None:
    customer.say("a latte")
    before = customer.attributes
    request = customer.request("large")
    with locked(demo_url):
        answer = customer.send(request)
    assert spoken(answer).startswith(NO_STORE)
    assert answer["sessionAttributes"] == before
    assert answer["response"]["shouldEndSession"] is False
    assert customer.has()["cart"]["lines"][0]["missing"] == ["size"]
    customer.send(request)
    assert customer.has()["cart"]["lines"][0]["missing"] == []


@on_sqlite
def test_a_full_disk_costs_an_apology_and_nothing_half_done(
    demo_url: str, world: World, lexicon: Lexicon
) -> None:
    def small(connection: Any, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages + 4}")

    event.listen(Engine, "connect", small)
    try:
        with Store.open(demo_url) as store:
            customer = Customer(alexa_door(make_shop(store, PLAIN, world)), lexicon, world)
            until_full(customer)
            assert customer.cart()["croissant"] > 0
    finally:
        event.remove(Engine, "connect", small)


def until_full(customer: Customer) -> None:
    """Fill the disk with turns; the first that does not fit changes nothing."""
    for count in range(1, 500):
        before, attributes = customer.has(), customer.attributes
        words = "one croissant" if count % 2 else "remove one croissant"
        request = customer.request("a croissant" if count < 8 else words)
        answer = customer.send(request)
        if spoken(answer).startswith(NO_STORE):
            assert customer.has() == before
            assert (answer.get("sessionAttributes") or {}) == attributes
            return
        customer.attributes = answer["sessionAttributes"]
    pytest.fail("the disk was never full")


@pytest.mark.parametrize("fault", [RuntimeError, KeyError, AudioError, OverflowError])
def test_a_broken_handler_costs_an_apology_that_tells_nothing(
    customer: Customer, fault: Callable[[str], Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    customer.say("two croissants")
    before = customer.attributes

    def broken(turn: Turn) -> Answer:
        cart.add(turn.session, turn.owner, "scone", 1, (), turn.now)
        raise fault("the till at /secret is on fire")

    monkeypatch.setitem(HANDLERS, "UndoIntent", broken)
    request = customer.request("undo that")
    answer = customer.send(request)
    assert UNEXPECTED in spoken(answer)
    assert "till" not in json.dumps(answer)
    assert answer["sessionAttributes"] == before
    assert customer.cart() == {"croissant": 2}
    monkeypatch.undo()
    assert spoken(customer.send(request)).startswith("I took that back.")


def test_a_locale_we_have_no_words_for_is_answered_in_ours(customer: Customer) -> None:
    request = customer.request("two croissants")
    request["request"]["locale"] = "fr-FR"
    assert "croissants" in spoken(customer.send(request))


def test_both_doors_keep_customers_of_the_same_id_apart(
    customer: Customer, door: Door, demo_store: Store
) -> None:
    customer.say("two croissants")
    with demo_store.begin() as session:
        assert cart.current(session, f"counter:{USER}") is None
        assert cart.current(session, f"{door.namespace}:{USER}") is not None
