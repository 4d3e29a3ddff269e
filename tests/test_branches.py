"""Branches in talk: the nearest by Alexa's position, the one an account chose, a closed one, and pieces held for a yes."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from models import stock_count
from skills.envelope import spoken
from skills.lexicon import Lexicon
from skills.location import PERMISSION
from tests.talk import Talk, talk
from tests.test_two_doors import request

Json = dict[str, Any]
Say = Callable[..., Json]
AT_SEA = {"latitudeInDegrees": 43.6500, "longitudeInDegrees": -70.2400, "accuracyInMeters": 20}
TOLD = {"timestamp": "2026-11-22T09:00:00Z", "coordinate": AT_SEA}


def alexa(shop: Talk) -> Say:
    """Speak with an account; each answer's attributes go with the next request, as with Alexa."""
    numbers = iter(range(1000))
    kept: dict[str, Json] = {}

    def say(intent: str, slots: Json | None = None, user: str = "", **context: Json) -> Json:
        body = request(next(numbers), intent, slots or {}, kept.get(user, {}))
        if user:
            for holder in (body["session"], body["context"]["System"]):
                holder["user"] = {"userId": user}
        interfaces = context.pop("interfaces", {})
        body["context"]["System"]["device"]["supportedInterfaces"] = interfaces
        body["context"] |= context
        response = shop.alexa.answer(body, json.dumps(body).encode())
        kept[user] = response.get("sessionAttributes") or {}
        return response

    return say


def test_the_nearest_is_found_by_the_position_that_the_device_tells(
    demo_url: str, demo_lexicon: Lexicon
) -> None:
    with talk(demo_url, demo_lexicon) as shop:
        say = alexa(shop)
        told = say("BranchIntent", interfaces={"Geolocation": {}}, Geolocation=TOLD)
        assert spoken(told).startswith("The nearest is Harbor, at 7 Harbor Walk. Harbor is closed")
        asked = say("BranchIntent", interfaces={"Geolocation": {}})
        assert asked["response"]["card"]["permissions"] == [PERMISSION]
        assert spoken(asked).startswith("Station is at 1 Station Square. Market Street is at")
        plain = say("BranchIntent")
        assert "card" not in plain["response"]


@pytest.mark.parametrize("words", ["moon", "moon=moon"])
def test_a_branch_that_is_not_there_is_told(
    demo_url: str, demo_lexicon: Lexicon, words: str
) -> None:
    with talk(demo_url, demo_lexicon) as shop:
        say = alexa(shop)
        for intent in ("BranchIntent", "HoursIntent", "PickupIntent"):
            said = spoken(say(intent, {"branch": words}))
            assert said.startswith(
                "I know no store moon. We have Station, Market Street and Harbor"
            )


def test_an_account_keeps_the_branch_it_chose_and_a_closed_one_says_when(
    demo_url: str, demo_lexicon: Lexicon
) -> None:
    with talk(demo_url, demo_lexicon) as shop:
        say = alexa(shop)
        say("PickupIntent", {"branch": "harbor=harbor"})
        say("AddItemIntent", {"product": "bagel=bagel"})
        say("CheckoutIntent")
        read = spoken(say("NameIntent", {"first_name": "anna"}))
        assert "to pick up at Harbor" in read
        assert "Harbor is closed now, so you can pick it up at ten thirty in the morning" in read
        again = spoken(say("PickupIntent", {"branch": "station=station"}))
        assert "to pick up at Station" in again
        assert "closed" not in again
        say("PickupIntent", {"branch": "harbor=harbor"})
        assert "order number is one zero zero" in spoken(say("AMAZON.YesIntent"))
        ready = spoken(say("OrderStatusIntent"))
        assert "It should be ready at ten thirty in the morning" in ready


@pytest.fixture
def hungry(demo_url: str, demo_lexicon: Lexicon) -> Iterator[Say]:
    """Somebody with a bagel in the cart, at four in the morning of a Sunday."""
    with talk(demo_url, demo_lexicon) as shop:
        say = alexa(shop)
        say("AddItemIntent", {"product": "bagel=bagel"})
        yield say


def test_a_time_that_was_not_understood_or_a_day_without_such_a_time_changes_nothing(
    hungry: Say,
) -> None:
    unclear = ({"time": "?"}, {"wait": "P2D"}, {"time": "MO"})
    without = ({"time": "03:00", "day": "today=today"}, {"day": "tomorrow=tomorrow"})
    for slots in (*unclear, *without):
        assert spoken(hungry("PickupIntent", slots)).startswith("I did not get the time")


@pytest.mark.parametrize(
    ("slots", "answer"),
    [
        ({"time": "05:30"}, "You can pick it up at five thirty in the morning"),
        ({"time": "04:05"}, "It can be ready in about ten minutes"),
        ({"time": "03:00"}, "You can pick it up tomorrow at three in the morning"),
        ({"time": "12:00"}, "You can pick it up at noon"),
        ({"time": "12:00", "day": "monday=mon"}, "You can pick it up tomorrow at noon"),
        (
            {"time": "08:00", "day": "tomorrow=tomorrow"},
            "You can pick it up tomorrow at eight in the morning",
        ),
        (
            {"time": "08:00", "half": "in the evening=pm"},
            "You can pick it up at eight in the evening",
        ),
        (
            {"time": "03:00", "day": "sunday=sun"},
            "You can pick it up on November 29 at three in the morning",
        ),
        (
            {"branch": "market street=market_street", "wait": "PT1H"},
            "Market Street is closed then, so you can pick it up tomorrow at",
        ),
    ],
)
def test_alexa_s_times_are_exact_and_kept_or_told_why_not(
    hungry: Say, slots: Json, answer: str
) -> None:
    assert spoken(hungry("PickupIntent", slots)).startswith(answer)


def test_at_a_counter_half_past_five_is_the_next_one_unless_the_half_of_the_day_is_said(
    demo_url: str, demo_lexicon: Lexicon
) -> None:
    with talk(demo_url, demo_lexicon) as shop:
        for words, wish in (
            ("i'll pick it up at three", "at three in the afternoon"),
            ("i'll pick it up at three in the morning", "tomorrow at three in the morning"),
            ("pick it up at a quarter past five tonight", "at five fifteen in the afternoon"),
            ("can i pick it up tomorrow at noon please", "tomorrow at noon"),
            ("i'll pick it up in an hour and a half", "at five forty five in the morning"),
        ):
            shop.counter.say("a bagel")
            said = shop.counter.say(words).speech
            assert said.startswith(f"You can pick it up {wish}"), words


def test_what_was_read_back_to_one_is_sold_to_no_other_until_a_no(
    demo_url: str, demo_lexicon: Lexicon
) -> None:
    with talk(demo_url, demo_lexicon) as shop:
        with shop.store.begin() as session:
            stock_count.count(session, "croissant", 1, "station")
        say = alexa(shop)
        for user in ("ANN", "BOB"):
            say("AddItemIntent", {"product": "croissant=croissant"}, user)
        say("CheckoutIntent", user="ANN")
        say("NameIntent", {"first_name": "anna"}, "ANN")
        assert "croissant is sold out" in spoken(say("CheckoutIntent", user="BOB"))
        say("AMAZON.NoIntent", user="ANN")
        assert "first name" in spoken(say("CheckoutIntent", user="BOB"))
        say("NameIntent", {"first_name": "bob"}, "BOB")
        assert "Thank you, Bob" in spoken(say("AMAZON.YesIntent", user="BOB"))
