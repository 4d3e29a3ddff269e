"""Conversations held once with the shop itself, so that their requests can be sent again by any number of customers.

May import the whole program.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.bootstrap import World, alexa_door, make_lexicon, make_shop
from app.customer import Customer
from app.settings import Settings
from models.base import Store
from skills.envelope import Caller, Session, spoken

Json = dict[str, Any]
TALKS = tuple(
    tuple(talk.split(", "))
    for talk in (
        "what tea do you have, can i have a large latte with oat milk, and a small mocha, make it two, "
        "what's in my cart, check out, sophia, yes, where is my order",
        "how much is a mocha, a small mocha, and a large cappuccino with brown sugar, make it three, "
        "take out the mocha, what's in my cart, check out, james, yes",
        "two large lattes with oat milk, and a small americano, make it three, how much is a latte, "
        "what's in my cart, check out, maria, yes, where is my order",
        "what juice do you have, how much is a green tea, a large cappuccino, and a small latte, "
        "make it large, what's in my cart, check out, peter, yes",
    )
)
"""Each ends in an order; nothing in them can run out of stock"""
NOW = "@now@"
"""Stands where a request's time goes"""
_NUMBERS = re.compile(
    r"\b(zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand) ?\b"
)


@dataclass(frozen=True)
class Turn:
    """What was sent and what came back."""

    request: Json
    response: Json


@dataclass(frozen=True)
class Talk:
    """One conversation of one customer."""

    ids: tuple[str, ...]
    """User, session and requests: who sends it again needs others"""
    turns: tuple[Turn, ...]

    def script(self) -> Json:
        """As JSON, to be sent by others.

        The cart line last spoken of is left out, since its id will be another one; the shop then takes the last line.
        """
        turns = [{"body": _timeless(t.request), "hears": heard(t.response)} for t in self.turns]
        return {"ids": list(self.ids), "turns": turns}


def rehearse(
    store: Store, settings: Settings, world: World, talks: Sequence[Sequence[str]]
) -> list[Talk]:
    """Hold each conversation, as a customer of its own."""
    lexicon = make_lexicon(store, settings.locale)
    door = alexa_door(make_shop(store, settings, world))

    def hold(sentences: Sequence[str]) -> Talk:
        user = world.new_id()
        caller = Caller(settings.skill_id, user, settings.device_id, settings.locale)
        customer = Customer(door, lexicon, caller, world.clock, world.new_id)
        customer.session = Session(world.new_id())
        session_id = customer.session.id
        turns = tuple(Turn(*customer.say(words)) for words in sentences)
        ids = (user, session_id, *(turn.request["request"]["requestId"] for turn in turns))
        return Talk(ids, turns)

    return [hold(sentences) for sentences in talks]


def _timeless(request: Json) -> str:
    session = request["session"]
    kept = {key: value for key, value in session["attributes"].items() if key != "line"}
    stamped = request | {
        "session": session | {"attributes": kept},
        "request": request["request"] | {"timestamp": NOW},
    }
    return json.dumps(stamped)


def heard(response: Json) -> str:
    """What anybody hears in the same talk: no numbers, as orders are numbered and the queue makes promises longer."""
    return _NUMBERS.sub("", spoken(response))
