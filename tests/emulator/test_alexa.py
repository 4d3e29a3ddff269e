"""Sessions: how they begin and end, what is kept, and what an answer may not do. With skills made for each test."""

import copy
import re
from collections.abc import Callable
from typing import Any

import pytest

from app.emulator.alexa import Alexa, Exchange
from app.emulator.device import Device
from app.emulator.errors import SkillUnreachable
from app.web.client import SignedDoor
from app.web.devcert import Signer
from tests.conftest import Clock
from tests.emulator.canned import Canned, asks, canned, tells
from tests.emulator.world import elicit, entities, tea_house, value

Json = dict[str, Any]
Customer = Callable[..., Alexa]


def kinds(server: Canned) -> list[str]:
    return [body["request"]["type"] for body in server.requests]


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("Alexa, open Tea House", None),
        ("launch tea house", None),
        ("alexa ask tea house for green tea", "OrderIntent"),
        ("alexa, ask tea house to bring me green tea", "OrderIntent"),
        ("tell tea house bring me two assam", "OrderIntent"),
        ("open tea house and bring me assam", "OrderIntent"),
        ("bring me assam", "OrderIntent"),
    ],
)
def test_a_skill_is_opened_with_or_without_words_for_it(
    words: str, intent: str | None, customer: Customer
) -> None:
    with canned(asks("What")) as server:
        exchange = customer(server).say(words)
        (body,) = server.requests
    assert body["session"]["new"] is True
    assert body["request"]["type"] == ("IntentRequest" if intent else "LaunchRequest")
    assert body["request"].get("intent", {}).get("name") == intent
    assert (exchange.speech, exchange.faults, exchange.ended) == ("What?", (), "")


def test_a_session_keeps_its_id_and_the_attributes_of_the_last_answer(customer: Customer) -> None:
    with canned(asks("What", topic="tea"), asks("More"), tells("Bye"), asks("Again")) as server:
        alexa = customer(server)
        for words in ("open tea house", "bring me assam", "stop", "open tea house"):
            alexa.say(words)
        sessions = [body["session"] for body in server.requests]
    assert [s["attributes"] for s in sessions] == [{}, {"topic": "tea"}, {}, {}]
    assert [s["new"] for s in sessions] == [True, False, False, True]
    assert len({s["sessionId"] for s in sessions[:3]}) == 1
    assert sessions[3]["sessionId"] != sessions[0]["sessionId"]


def test_silence_has_the_reprompt_said_and_then_ends_the_session(customer: Customer) -> None:
    with canned(asks("What")) as server:
        alexa = customer(server)
        alexa.say("open tea house")
        first, second, third = alexa.say(""), alexa.say(" "), alexa.say("")
        assert kinds(server) == ["LaunchRequest", "SessionEndedRequest"]
        assert server.requests[-1]["request"]["reason"] == "EXCEEDED_MAX_REPROMPTS"
    assert (first.speech, first.ended) == ("What?", "")
    assert (second.speech, second.ended) == ("", "EXCEEDED_MAX_REPROMPTS")
    assert third.ended == "no session is open"


def test_words_after_a_silence_go_on(customer: Customer) -> None:
    with canned(asks("What"), asks("More")) as server:
        alexa = customer(server)
        for words in ("open tea house", "", "bring me assam", ""):
            alexa.say(words)
        assert kinds(server) == ["LaunchRequest", "IntentRequest"]
        assert alexa.session is not None


@pytest.mark.parametrize("words", ["exit", "quit", "alexa, exit"])
def test_who_says_exit_is_gone_at_once(words: str, customer: Customer) -> None:
    with canned(asks("What")) as server:
        alexa = customer(server)
        alexa.say("open tea house")
        assert alexa.say(words).ended == "USER_INITIATED"
        assert server.requests[-1]["request"]["reason"] == "USER_INITIATED"
        assert alexa.session is None


BROKEN = asks("What")
NOT_XML = copy.deepcopy(BROKEN)
NOT_XML["response"]["outputSpeech"]["ssml"] = "<speak>Fish & chips?</speak>"
TOO_LONG = copy.deepcopy(BROKEN)
TOO_LONG["response"]["outputSpeech"]["ssml"] = f"<speak>{'tea ' * 2500}?</speak>"
NO_VERSION = {k: v for k, v in BROKEN.items() if k != "version"}
UNKNOWN_MEMBER = BROKEN | {"sessionAttribute": {}}
DELEGATES = asks("What", {"type": "Dialog.Delegate"})
NO_DIALOG = asks("What", elicit("tea", "PayIntent", "tea"))
SCREEN = asks(
    "What", {"type": "Alexa.Presentation.APL.RenderDocument", "document": {"type": "APL"}}
)


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (NOT_XML, "SSML|XML|well-formed"),
        (TOO_LONG, "outputSpeech has"),
        (NO_VERSION, "version"),
        (UNKNOWN_MEMBER, "sessionAttribute"),
        (DELEGATES, "Dialog.Delegate"),
        (NO_DIALOG, "PayIntent"),
        (SCREEN, "APL"),
        ((200, b"tea"), "JSON"),
        ((200, b"[]"), "JSON|object"),
        ((500, b"oops"), "500"),
        ((400, b"{}"), "400"),
    ],
    ids=["ssml", "long", "version", "member", "delegate", "dialog", "screen", "text", "list", "500", "400"],
)  # fmt: skip
def test_an_answer_that_amazon_refuses_ends_the_session(
    answer: Json | tuple[int, bytes], named: str, customer: Customer
) -> None:
    with canned(answer) as server:
        alexa = customer(server)
        exchange = alexa.say("open tea house")
        told = server.requests[-1]["request"]
    assert any(re.search(named, fault) for fault in exchange.faults), exchange.faults
    assert (exchange.ended, exchange.speech, alexa.session) == ("ERROR", "", None)
    assert (told["type"], told["reason"]) == ("SessionEndedRequest", "ERROR")
    assert told["error"]["type"] == "INVALID_RESPONSE"


def test_a_question_left_open_is_answered_in_the_dialog(customer: Customer) -> None:
    ask = asks("Which", elicit("tea", "OrderIntent", "tea", "spice", count="2"))
    with canned(ask, asks("More"), asks("More")) as server:
        alexa = customer(server)
        for words in ("bring me two tea", "sencha", "sencha"):
            alexa.say(words)
        first, second, third = (body["request"] for body in server.requests)
    assert (first["dialogState"], second["dialogState"]) == ("STARTED", "IN_PROGRESS")
    assert second["intent"]["slots"]["count"]["value"] == "2"
    assert third["intent"]["name"] == "AMAZON.FallbackIntent", "the dialog is over"


def test_dynamic_entities_last_half_an_hour_or_a_session(customer: Customer, clock: Clock) -> None:
    usual = asks("What", entities(value("house", "the house blend")))
    with canned(usual, *[asks("More")] * 2, usual, tells("Bye")) as server:
        alexa = customer(server)
        heard = []
        for words in ("open tea house", "bring me the house blend"):
            heard.append(alexa.say(words))
        clock.forward(1801)
        heard.append(alexa.say("bring me the house blend"))
        for words in ("open tea house", "stop", "bring me the house blend"):
            heard.append(alexa.say(words))
    assert [matched(exchange) for exchange in heard if slots(exchange)] == ["house", None, None]


def slots(exchange: Exchange) -> Json:
    intent = exchange.request["request"].get("intent") or {}
    return intent.get("slots") or {}


def matched(exchange: Exchange) -> str | None:
    found = slots(exchange)["tea"].get("resolutions", {}).get("resolutionsPerAuthority", ())
    ids = [v["value"]["id"] for a in found for v in a.get("values", ())]
    return ids[0] if ids else None


def test_entities_can_be_cleared(customer: Customer) -> None:
    clear = {"type": "Dialog.UpdateDynamicEntities", "updateBehavior": "CLEAR"}
    usual = asks("What", entities(value("house", "the house blend")))
    with canned(usual, asks("What", clear), asks("More")) as server:
        alexa = customer(server)
        for words in ("open tea house", "bring me assam"):
            alexa.say(words)
        assert matched(alexa.say("bring me the house blend")) is None


def test_the_device_says_what_it_can_and_whose_it_is(customer: Customer, signer: Signer) -> None:
    scope = "alexa::alerts:reminders:skill:readwrite"
    with canned() as server:
        plain = customer(server).envelope({"type": "LaunchRequest"})["context"]
        device = Device(
            "id",
            screen=True,
            permissions={scope: "GRANTED"},
            api_endpoint="https://api.amazonalexa.com",
            api_token="secret",
        )
        rich = device.context()
    assert plain["System"]["device"]["supportedInterfaces"] == {}
    assert "apiEndpoint" not in plain["System"]
    assert "Alexa.Presentation.APL" in rich["System"]["device"]["supportedInterfaces"]
    assert rich["System"]["user"]["permissions"] == {"scopes": {scope: {"status": "GRANTED"}}}
    assert rich["System"]["apiAccessToken"] == "secret"
    assert "secret" not in repr(device)


def test_events_and_questions_whether_it_could_are_sent_outside_of_a_session(
    customer: Customer,
) -> None:
    with canned() as server:
        alexa = customer(server)
        assert alexa.event("AlexaSkillEvent.SkillEnabled").faults == ()
        could = alexa.can_fulfill("bring me green tea")
        event, question = server.requests
    assert "session" not in event
    assert event["request"]["eventCreationTime"] == event["request"]["eventPublishingTime"]
    assert question["request"]["type"] == "CanFulfillIntentRequest"
    assert question["request"]["intent"]["slots"]["tea"]["value"] == "green tea"
    assert could.faults, "it did not say whether it could"


def test_nobody_there_is_said_plainly(signer: Signer, clock: Clock) -> None:
    door = SignedDoor("http://127.0.0.1:9/alexa", signer)
    alexa = Alexa(tea_house(), Device("id"), door, clock, lambda: "1")
    with pytest.raises(SkillUnreachable, match=re.escape(door.url)):
        alexa.open()
