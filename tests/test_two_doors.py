"""Words at the counter against hand-written Alexa requests: both doors answer alike.

The requests are put together here, not by the code that the counter uses, so that our resolver is not its own judge.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.settings import DEVELOPMENT_SKILL_ID
from skills.envelope import spoken
from skills.handlers import HANDLERS
from skills.lexicon import Lexicon
from tests.databases import Databases
from tests.talk import START, talk

Json = dict[str, Any]
DATA = Path(__file__).with_name("data")
TALKS: list[list[Json]] = [
    one
    for name in ("two_doors", "repair")
    for one in yaml.safe_load(DATA.joinpath(f"{name}.yaml").read_text(encoding="utf-8"))
]
EARNS = re.compile(", and then you get [a-z -]+ points")
"""Said after the yes to an account only"""
CALLS = "I will call your number here. "
"""Said before the yes at a counter only"""
USER = "amzn1.ask.account.TWODOORS"


def value(text: str) -> Json:
    """One slot value: `words=id` comes resolved, plain words do not."""
    words, _, resolved = text.partition("=")
    if not resolved:
        return {"type": "Simple", "value": words}
    authority = {
        "authority": f"amzn1.er-authority.{DEVELOPMENT_SKILL_ID}",
        "status": {"code": "ER_SUCCESS_MATCH"},
        "values": [{"value": {"name": words, "id": resolved}}],
    }
    return {
        "type": "Simple",
        "value": words,
        "resolutions": {"resolutionsPerAuthority": [authority]},
    }


def slot(name: str, said: str | list[str]) -> Json:
    """A slot as Alexa sends it."""
    common = {"name": name, "confirmationStatus": "NONE", "source": "USER"}
    if isinstance(said, list):
        return common | {"slotValue": {"type": "List", "values": [value(one) for one in said]}}
    simple = value(said)
    return common | {k: v for k, v in simple.items() if k != "type"} | {"slotValue": simple}


def request(number: int, intent: str, slots: Json, attributes: Json) -> Json:
    """An intent request as Alexa sends it."""
    application, user = {"applicationId": DEVELOPMENT_SKILL_ID}, {"userId": USER}
    body: Json = {
        "version": "1.0",
        "session": {
            "new": not attributes,
            "sessionId": "amzn1.echo-api.session.1",
            "application": application,
            "attributes": attributes,
            "user": user,
        },
        "context": {
            "System": {
                "application": application,
                "user": user,
                "device": {"deviceId": "amzn1.ask.device.1", "supportedInterfaces": {}},
                "apiEndpoint": "https://api.amazonalexa.com",
                "apiAccessToken": "token",
            }
        },
        "request": {
            "type": "IntentRequest",
            "requestId": f"amzn1.echo-api.request.{number}",
            "locale": "en-US",
            "timestamp": f"{START:%Y-%m-%dT%H:%M:%SZ}",
            "intent": {
                "name": intent,
                "confirmationStatus": "NONE",
                "slots": {name: slot(name, said) for name, said in slots.items()},
            },
        },
    }
    return body


@pytest.mark.parametrize(
    "turns", TALKS, ids=lambda turns: "; ".join(turn["say"] for turn in turns[:2])
)
def test_both_doors_answer_alike(
    turns: list[Json],
    databases: Databases,
    demo_template: str,
    demo_url: str,
    demo_lexicon: Lexicon,
) -> None:
    with (
        databases.lend(demo_template) as other,
        talk(demo_url, demo_lexicon) as counter,
        talk(other, demo_lexicon) as alexa,
    ):
        attributes: Json = {}
        for number, turn in enumerate(turns):
            reply = counter.counter.say(turn["say"])
            assert re.search(turn.get("hear", ""), reply.speech), reply.speech
            if "cart" in turn:
                assert counter.cart(reply.owner) == turn["cart"]
            said = reply.request["request"]["intent"]["name"]
            assert said == turn["alexa"][0] or "answers" in turn, turn["say"]
            intent, slots = turn["alexa"]
            body = request(number, intent, slots, attributes)
            for name, status in turn.get("answers", {}).items():
                body["request"]["intent"]["slots"][name]["confirmationStatus"] = status
            response = alexa.alexa.answer(body, json.dumps(body).encode())
            attributes = response.get("sessionAttributes") or {}
            ended = bool(response["response"].get("shouldEndSession"))
            if "differs" in turn:
                assert spoken(response) != reply.speech, "it does not differ any more"
                continue
            at_alexa = EARNS.sub("", spoken(response))
            assert at_alexa == reply.speech.replace(CALLS, ""), turn["say"]
            assert ended == reply.ended
            assert alexa.cart(f"alexa:{USER}") == counter.cart(reply.owner)


def test_every_intent_is_compared() -> None:
    compared = {turn["alexa"][0] for turns in TALKS for turn in turns}
    assert compared == set(HANDLERS) - {"LaunchRequest"}


def test_a_yes_on_one_device_confirms_nothing_asked_on_another(
    demo_url: str, demo_lexicon: Lexicon
) -> None:
    with talk(demo_url, demo_lexicon) as shop:
        numbers = iter(range(100))

        def alexa(intent: str, slots: Json, attributes: Json) -> Json:
            body = request(next(numbers), intent, slots, attributes)
            return shop.alexa.answer(body, json.dumps(body).encode())

        for intent, slots in (
            ("AddItemIntent", {"product": "bagel=bagel"}),
            ("NameIntent", {"first_name": "anna"}),
        ):
            alexa(intent, slots, {})
        kitchen = alexa("CheckoutIntent", {}, {})["sessionAttributes"]
        hall = alexa("AddItemIntent", {"product": "bagel=bagel", "quantity": "20"}, {})
        said = spoken(alexa("AMAZON.YesIntent", {}, kitchen))
        assert said == "There is nothing waiting for a yes. What would you like?"
        assert shop.cart(f"alexa:{USER}") == [[1, "bagel", {}]]
        said = spoken(alexa("AMAZON.YesIntent", {}, hall["sessionAttributes"]))
        assert said.startswith("I added twenty bagels. That makes twenty one")


def test_another_account_can_ask_for_an_order_but_not_cancel_it(
    demo_url: str, demo_lexicon: Lexicon
) -> None:
    with talk(demo_url, demo_lexicon) as shop:
        for words in ("a bagel", "check out", "anna", "yes"):
            shop.counter.say(words)
        for number, (intent, answer) in enumerate(
            [
                ("OrderStatusIntent", "Order one zero zero, a bagel, is received"),
                ("CancelOrderIntent", "I find no order one zero zero"),
                ("ReorderIntent", "I find no order one zero zero"),
            ]
        ):
            body = request(number, intent, {"number": "100", "first_name": "anna"}, {})
            response = shop.alexa.answer(body, json.dumps(body).encode())
            assert spoken(response).startswith(answer)
