"""The shop's side of the counter: who is spoken to and where the talk is, and the answer. May import `app.turn` and below.

Nothing is kept here. A turn names the one before it; the answer to that, in the store, has the visit, its focus and its
time. So a visit ends with an answer that ends the session, with silence, or with a turn that names none before it.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy.orm import Session as StoreSession

from app.call import wired
from app.counter.exchange import Guess, Json, Reply, Said
from app.counter.speaking import Speaking, Speakings
from app.turn import Door
from models import turns
from models.errors import StoreUnavailable
from models.visits import DOOR, is_visit, visit
from skills.answer import Focus, ask, say
from skills.envelope import Caller, Envelopes, Session, spoken
from skills.meaning import Meaning
from skills.refusals import worded
from skills.response import envelope as worded_response
from skills.skill import FALLBACK, LAUNCH
from skills.understand import Understanding

MOST_MISSES = 3
"""After so many turns without sense an account's visit is over: its owner may have left, and what is heard be the queue"""


@dataclass(frozen=True)
class _Place:
    """Where a talk is."""

    guest: str
    """User id of the visit"""
    attributes: Json = field(default_factory=dict)
    new: bool = True
    account: str = ""
    """Whose visit it turned out to be"""

    @property
    def question(self) -> str:
        """What was asked last."""
        return str(self.attributes.get("question", ""))


@dataclass(frozen=True)
class Near:
    """The shop for one counter of the same program."""

    visits: "Visits"
    counter: str

    def answer(self, said: Said) -> Reply:
        """Answer a turn."""
        return self.visits.answer(self.counter, said)


@dataclass(frozen=True)
class Visits:
    """Answers whoever stands at a counter."""

    door: Door
    speakings: Speakings
    application_id: str
    silence: timedelta = timedelta(seconds=60)
    """After so long the next words are another person's"""

    def answer(self, counter: str, said: Said) -> Reply:
        """Answer a turn at a counter; the same turn again gets the same answer, and runs nothing twice.

        Raises `RequestIdReused` for another turn by the same id.
        """
        try:
            with self.door.shop.store.read() as session:
                place = self._place(session, counter, said)
                speaking = self.speakings.now(session)
        except StoreUnavailable as error:
            return self._sorry(error)
        words, meaning = _understood(said, speaking.understanding, place.question)
        if said.heard and not said.typed:
            self.door.shop.meter.recognised(_recognised(words, meaning))
        request = self._request(counter, said, place, meaning, speaking)
        raw = json.dumps(said.model_dump(mode="json"), sort_keys=True).encode()
        response = self.door.answer(request, raw, place.account)
        owner = place.account or f"{DOOR}:{place.guest}"
        return _reply(words, meaning, request, response, owner)

    def _place(self, session: StoreSession, counter: str, said: Said) -> _Place:
        """Where the talk is by the newest answer that was given in it."""
        before = turns.newest(session, [_request_id(counter, turn) for turn in said.after])
        response: Json = json.loads(before.response) if before else {}
        ended = response.get("response", {}).get("shouldEndSession", True)
        if before is None or ended or self.door.shop.clock() - before.at > self.silence:
            return _Place(visit(counter, said.turn))
        place = _went_on(counter, said.turn, before.owner, response.get("sessionAttributes") or {})
        if place.account and place.attributes.get("misses", 0) >= MOST_MISSES:
            return _Place(visit(counter, said.turn))
        if said.question == place.question:
            return place
        # The person did not hear this question, so that no yes can be an answer to it.
        asked = {"question", "asked_by"}
        left = {k: v for k, v in place.attributes.items() if k not in asked}
        return replace(place, attributes=left)

    def _request(
        self, counter: str, said: Said, place: _Place, meaning: Meaning | None, speaking: Speaking
    ) -> Json:
        caller = Caller(self.application_id, place.guest, counter, self.speakings.locale)
        envelopes = Envelopes(speaking.lexicon, caller)
        session = Session(place.guest, place.new, place.attributes)
        request_id, now = _request_id(counter, said.turn), self.door.shop.clock()
        if said.heard is None:
            return envelopes.launch(session, request_id, now)
        return envelopes.intent(meaning, session, request_id, now)

    def _sorry(self, error: StoreUnavailable) -> Reply:
        wording = self.door.shop.wordings[self.speakings.locale]
        answer = ask(worded(error), say("ask_again"), focus=Focus())
        return _reply("", None, {}, wired(worded_response(answer, wording, seed=0)))


def _went_on(counter: str, turn: str, owner: str, attributes: Json) -> _Place:
    """Where a talk goes on; the owner of the answer before is the visit, or the account whose code was said in it."""
    if is_visit(owner):
        return _Place(owner.removeprefix(f"{DOOR}:"), attributes, new=False)
    return _Place(visit(counter, turn), attributes, new=False, account=owner)


def _request_id(counter: str, turn: str) -> str:
    """A turn's id in the store: no counter can name a turn of another, or a request of Alexa's."""
    return f"{DOOR}:{counter}:{turn}"


def _recognised(words: str, meaning: Meaning | None) -> str:
    """Whether something was understood, only heard, or refused by the ear."""
    return "understood" if meaning else "heard" if words.strip() else "refused"


def _understood(
    said: Said, understanding: Understanding, question: str
) -> tuple[str, Meaning | None]:
    """Take the likeliest guess that means something; one that was refused by the ear ("") is not guessed again."""
    heard: tuple[Guess, ...] = said.heard or (Guess(words=""),)
    understand = understanding.understand_typed if said.typed else understanding.understand
    if heard[0].words.strip():
        for guess in sorted(heard, key=lambda one: -one.confidence):
            meaning = understand(guess.words, question)
            if meaning:
                return guess.words, meaning
    return heard[0].words, None


def _reply(
    words: str, meaning: Meaning | None, request: Json, response: Json, owner: str = ""
) -> Reply:
    given, attributes = response["response"], response.get("sessionAttributes") or {}
    came = request.get("request", {}).get("type") == LAUNCH
    return Reply(
        words,
        meaning,
        meaning.intent if meaning else LAUNCH if came else FALLBACK,
        spoken(response),
        str((given.get("outputSpeech") or {}).get("ssml", "")),
        str(attributes.get("question", "")),
        bool(given.get("shouldEndSession")),
        str(attributes.get("category", "")),
        owner,
        request,
        response,
    )
