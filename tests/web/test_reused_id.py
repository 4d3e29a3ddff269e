"""A request id that is known already, with another body: through the door, with the whole shop behind it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import bootstrap
from app.bootstrap import alexa_door, make_lexicon, make_shop
from app.counter.snapshot import snapshot
from app.settings import Settings
from app.web.alexa import create_app
from models.base import Store
from skills.envelope import Caller, Envelopes, Session
from skills.understand import Understanding
from tests.web.forging import NOW
from tests.web.world import SKILL, World, signed

USER = "amzn1.ask.account.TEST"
Json = dict[str, Any]


@pytest.fixture
def request_for(demo_store: Store) -> Callable[[str, str], Json]:
    """Gives what Alexa would send for a sentence, with a request id."""
    lexicon = make_lexicon(demo_store, "en-US")
    envelopes = Envelopes(lexicon, Caller(SKILL, USER, "device", "en-US"))

    def made(words: str, request_id: str) -> Json:
        meaning = Understanding(lexicon).understand(words, "")
        return envelopes.intent(meaning, Session("session"), request_id, NOW)

    return made


@pytest.fixture
def shop(world: World, demo_store: Store) -> FlaskClient:
    settings = Settings(skill_id=SKILL, variants="first")
    door = alexa_door(make_shop(demo_store, settings, bootstrap.World(lambda: NOW)))
    return create_app(world.verifier, door.answer, dict).test_client()


def post(shop: FlaskClient, document: Json) -> TestResponse:
    sending = signed(document)
    return shop.post("/alexa", data=sending.body, headers=sending.headers)


def test_it_is_refused_and_changes_nothing(
    shop: FlaskClient, demo_store: Store, request_for: Callable[[str, str], Json]
) -> None:
    first = request_for("two croissants", "r1")
    assert post(shop, first).status_code == 200
    before = snapshot(demo_store, f"alexa:{USER}")
    assert [line["quantity"] for line in before["cart"]["lines"]] == [2]
    other = request_for("three scones", "r1")
    answer = post(shop, other)
    assert (answer.status_code, answer.json) == (400, {"error": "bad request"})
    assert snapshot(demo_store, f"alexa:{USER}") == before


def test_the_same_letters_in_another_order_are_another_body(
    shop: FlaskClient, demo_store: Store, request_for: Callable[[str, str], Json]
) -> None:
    first = request_for("two croissants", "r1")
    assert post(shop, first).status_code == 200
    turned = dict(reversed(first.items()))
    assert json.loads(json.dumps(turned)) == first
    assert post(shop, turned).status_code == 400
    again = post(shop, first)
    assert again.status_code == 200


def test_another_customer_does_not_get_the_first_ones_answer(
    shop: FlaskClient, demo_store: Store, request_for: Callable[[str, str], Json]
) -> None:
    assert post(shop, request_for("two croissants", "r1")).status_code == 200
    other = request_for("what's in my cart", "r1")
    other["context"]["System"]["user"]["userId"] = "amzn1.ask.account.OTHER"
    assert post(shop, other).status_code == 400
    assert snapshot(demo_store, "alexa:amzn1.ask.account.OTHER")["cart"] is None
