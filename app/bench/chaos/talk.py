"""Conversations of the people in a run: at the Alexa door, signed, and at a counter's, with its key. May import everything.

What a person does about "sorry" is the same at both: say it again. What was said while the shop was "checking" is asked
for again, the same.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

from app.bench.chaos.evidence import Evidence
from app.bench.chaos.line import Line, NoAnswer
from app.bootstrap import World
from app.counter.exchange import REMEMBERED, Guess, Reply, Said
from app.web.devcert import Signer
from skills.envelope import Caller, Envelopes, Session, spoken
from skills.lexicon import Lexicon
from skills.meaning import Meaning
from skills.wording import Wording

SORRY = ("error.StoreUnavailable", "error.TooSlow", "error.unexpected")
PAUSE_S = 0.3
MOST = 60
"""Times that a person says the same again"""
Understand = Callable[[str, str], Meaning | None]


@dataclass(frozen=True)
class Ear:
    """What people know the shop's sentences by."""

    sorry: tuple[str, ...]
    checking: str

    @classmethod
    def of(cls, wording: Wording) -> "Ear":
        """Read the language's sentences."""
        return cls(tuple(wording.phrases[key][0] for key in SORRY), wording.phrases["checking"][0])

    def is_checking(self, speech: str) -> bool:
        """Whether the shop does not know yet what became of it."""
        return speech.startswith(self.checking.split("`")[0])


class Talk(Protocol):
    """One conversation."""

    line: Line
    question: str
    """What was asked last"""

    def turn(self, words: str) -> Callable[[], str]:
        """Make the request for a sentence; each call sends the same one and gives the answer in words."""


def say(talk: Talk, words: str, ear: Ear, evidence: Evidence) -> str:
    """Say something until it is answered; raises `NoAnswer`.

    "Sorry" to a request that came again is only about this time: the one before may have been done. So the same is asked
    until it is answered, and nothing new is said meanwhile.
    """
    for _ in range(MOST):
        turn = talk.turn(words)
        speech, unsure = turn(), talk.line.broke
        while ear.is_checking(speech) or (unsure and speech.startswith(ear.sorry)):
            evidence.count("asked_again")
            _wait(evidence)
            speech, unsure = turn(), True
        if not speech.startswith(ear.sorry):
            return speech
        evidence.count("apologies")
        _wait(evidence)
    raise NoAnswer


def _wait(evidence: Evidence) -> None:
    if evidence.ended.wait(PAUSE_S):
        raise NoAnswer


@dataclass
class AlexaTalk:
    """Through the Alexa door, as one session."""

    line: Line
    signer: Signer
    lexicon: Lexicon
    understand: Understand
    caller: Caller
    world: World
    question: str = ""
    session: Session | None = None

    def turn(self, words: str) -> Callable[[], str]:
        """Make a signed request."""
        session = self.session or Session(self.world.new_id())
        meaning = self.understand(words, self.question)
        envelopes = Envelopes(self.lexicon, self.caller)
        request = envelopes.intent(meaning, session, self.world.new_id(), self.world.clock())
        return partial(self._sent, json.dumps(request).encode(), session)

    def _sent(self, body: bytes, session: Session) -> str:
        headers = partial(self._headers, body)
        response: dict[str, Any] = json.loads(self.line.post("/alexa", body, headers))
        kept = response.get("sessionAttributes") or {}
        ended = bool(response["response"].get("shouldEndSession"))
        self.session = None if ended else replace(session, new=False, attributes=kept)
        self.question = "" if ended else str(kept.get("question", ""))
        return spoken(response)

    def _headers(self, body: bytes) -> dict[str, str]:
        return self.signer.sign(body) | {"Content-Type": "application/json"}


@dataclass
class CounterTalk:
    """Through the counter's door, as one visit."""

    line: Line
    key: str
    world: World
    question: str = ""
    turns: list[str] = field(default_factory=list)
    """Newest first"""

    def turn(self, words: str) -> Callable[[], str]:
        """Make a turn."""
        said = Said(
            turn=self.world.new_id(),
            heard=(Guess(words=words),),
            after=tuple(self.turns[:REMEMBERED]),
            question=self.question,
        )
        return partial(self._sent, said)

    def _sent(self, said: Said) -> str:
        body = said.model_dump_json().encode()
        reply = Reply.read(self.line.post("/counter/turn", body, self._headers))
        if said.turn not in self.turns:
            self.turns.insert(0, said.turn)
        if reply.ended:
            self.turns.clear()
        self.question = reply.question
        return reply.speech

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
