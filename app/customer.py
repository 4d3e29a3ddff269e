"""Somebody who speaks to a door with an account, as Alexa passes it on: a session after another. May import `skills`.

For the benches, the demonstration and the tests.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from skills.envelope import Caller, Envelopes, Session, spoken
from skills.lexicon import Lexicon
from skills.understand import Understanding

Json = dict[str, Any]


class Answering(Protocol):
    """A door, near or far."""

    def answer(self, body: Json, raw: bytes) -> Json:
        """Answer one request; `raw` is what it is as bytes."""


class Exchange(NamedTuple):
    """What was sent and what came back."""

    request: Json
    response: Json

    @property
    def speech(self) -> str:
        """The answer in plain words."""
        return spoken(self.response)

    @property
    def ended(self) -> bool:
        """Whether the session is over."""
        return bool(self.response["response"].get("shouldEndSession"))


@dataclass
class Customer:
    """Holds what the device and Alexa hold."""

    door: Answering
    lexicon: Lexicon
    caller: Caller
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    session: Session | None = None

    def __post_init__(self) -> None:
        self._understanding = Understanding(self.lexicon)

    def launch(self) -> Exchange:
        """Open the skill."""
        return self._send(lambda envelopes, *rest: envelopes.launch(*rest))

    def say(self, words: str) -> Exchange:
        """Say something."""
        focus = str(self.session.attributes.get("question", "")) if self.session else ""
        meaning = self._understanding.understand(words, focus)
        return self._send(lambda envelopes, *rest: envelopes.intent(meaning, *rest))

    def _send(self, write: Callable[..., Json]) -> Exchange:
        session = self.session or Session(self.new_id())
        envelopes = Envelopes(self.lexicon, self.caller)
        request = write(envelopes, session, self.new_id(), self.clock())
        exchange = Exchange(request, self.door.answer(request, json.dumps(request).encode()))
        kept = exchange.response.get("sessionAttributes") or {}
        self.session = None if exchange.ended else replace(session, new=False, attributes=kept)
        return exchange
