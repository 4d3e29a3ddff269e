"""Somebody who talks to the shop by words, at the counter or to Alexa."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from app.bootstrap import World
from app.counter.conversation import Conversation
from app.settings import DEVELOPMENT_SKILL_ID
from app.turn import Door
from skills.envelope import Caller, Envelopes, Session, spoken
from skills.lexicon import Lexicon
from skills.understand import Understanding
from tests.talk import Talk, stepping_world, talk


@dataclass(frozen=True)
class Heard:
    """What somebody said was taken for, and what they heard."""

    intent: str = ""
    speech: str = ""


class Person(Protocol):
    """Somebody at one of the doors."""

    def say(self, words: str) -> Heard:
        """Say something."""


@dataclass
class AtCounter:
    """A visit at a counter."""

    counter: Conversation

    def say(self, words: str) -> Heard:
        reply = self.counter.say(words)
        return Heard(reply.request["request"]["intent"]["name"], reply.speech)


@dataclass
class AtAlexa:
    """A device of an account; several devices may be one account's."""

    door: Door
    understanding: Understanding
    envelopes: Envelopes
    world: World
    session: Session = field(default_factory=lambda: Session("amzn1.echo-api.session.1"))

    def say(self, words: str) -> Heard:
        question = str(self.session.attributes.get("question", ""))
        meaning = self.understanding.understand(words, question)
        sent = self.envelopes.intent(meaning, self.session, self.world.new_id(), self.world.clock())
        response = self.door.answer(sent, json.dumps(sent).encode())
        self.session = Session(
            self.session.id, new=False, attributes=response.get("sessionAttributes") or {}
        )
        return Heard(sent["request"]["intent"]["name"], spoken(response))


@contextmanager
def people(door: str, url: str, lexicon: Lexicon) -> Iterator[tuple[Talk, dict[str, Person]]]:
    """Two who talk to one shop: at two counters, or one account at two devices."""
    with talk(url, lexicon) as shop:
        if door == "counter":
            near = shop.counter.shop
            other = Conversation(near, shop.counter.clock, shop.counter.new_id)
            yield shop, {"": AtCounter(shop.counter), "other": AtCounter(other)}
            return
        understanding, world = Understanding(lexicon), stepping_world()
        caller = Caller(DEVELOPMENT_SKILL_ID, "amzn1.ask.account.ADVERSARY", "echo", "en-US")

        def device() -> AtAlexa:
            return AtAlexa(shop.alexa, understanding, Envelopes(lexicon, caller), world)

        yield shop, {"": device(), "other": device()}
