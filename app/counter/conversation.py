"""A conversation at the counter: words in, answers out, visit after visit. May import `models`, `skills` and `app.turn`.

Who is at the counter is not known: a visit begins with the first words, and ends with an answer that ends the session or
with silence; the next person has a cart of their own and hears nothing of the last.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from skills.envelope import Caller, Envelopes, Session, markup, spoken
from skills.lexicon import Lexicon
from skills.understand import Meaning, Understanding

Json = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """One turn at the counter, from what was said to what is answered."""

    words: str
    meaning: Meaning | None
    request: Json
    response: Json
    speech: str
    """Plain words; `ssml` has the pauses too"""
    ssml: str
    ended: bool
    owner: str


class Answering(Protocol):
    """A door, near or far."""

    @property
    def namespace(self) -> str:
        """Whose user ids they are."""

    def answer(self, body: Json, raw: bytes) -> Json:
        """Answer one request; `raw` is what it is as bytes."""


@dataclass
class Conversation:
    """Talks to the shop for whoever stands at one counter."""

    door: Answering
    lexicon: Lexicon
    application_id: str
    device_id: str
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    silence: timedelta = timedelta(seconds=60)
    """After so long the next words are another person's"""
    _visit: str = ""
    _session: Session | None = None
    _heard: datetime | None = None
    _understanding: Understanding = field(init=False)

    def __post_init__(self) -> None:
        self.learn(self.lexicon)

    def learn(self, lexicon: Lexicon) -> None:
        """Understand another state of the catalogue from the next words on."""
        self.lexicon = lexicon
        self._understanding = Understanding(lexicon)

    @property
    def focus(self) -> str:
        """The question that is open now; its answers belong to what is listened for."""
        return self._attribute("question")

    @property
    def category(self) -> str:
        """The category that was talked about last, if any."""
        return self._attribute("category")

    def greet(self) -> Reply:
        """Begin a visit without words."""
        return self._turn("", None, lambda envelopes, *rest: envelopes.launch(*rest))

    def say(self, words: str, *, typed: bool = False) -> Reply:
        """Say something to the shop."""
        understanding = self._understanding
        understand = understanding.understand_typed if typed else understanding.understand
        meaning = understand(words, self.focus)
        return self._turn(words, meaning, lambda e, *rest: e.intent(meaning, *rest))

    def leave(self) -> None:
        """End the visit: what comes next is another person."""
        self._session = None

    def _turn(self, words: str, meaning: Meaning | None, write: Callable[..., Json]) -> Reply:
        now = self.clock()
        session = self._session_now()
        caller = Caller(
            self.application_id, self._visit, self.device_id, self.lexicon.language.locale
        )
        request = write(Envelopes(self.lexicon, caller), session, self.new_id(), now)
        response = self.door.answer(request, json.dumps(request).encode())
        ended = bool(response["response"].get("shouldEndSession"))
        attributes = response.get("sessionAttributes") or {}
        self._session = None if ended else replace(session, new=False, attributes=attributes)
        self._heard = now
        owner = f"{self.door.namespace}:{self._visit}"
        return Reply(
            words, meaning, request, response, spoken(response), markup(response), ended, owner
        )

    def _attribute(self, name: str) -> str:
        self._leave_if_silent()
        return str(self._session.attributes.get(name, "")) if self._session else ""

    def _session_now(self) -> Session:
        self._leave_if_silent()
        if self._session is None:
            self._visit = self.new_id()
            self._session = Session(self.new_id())
        return self._session

    def _leave_if_silent(self) -> None:
        if self._heard and self.clock() - self._heard > self.silence:
            self._session = None
