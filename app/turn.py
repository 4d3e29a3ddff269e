"""One turn of a customer, for both doors: request JSON in, response JSON out, in one transaction of the store.

May import `models` and `skills`. A turn is known by its request id: the same id and body gets the stored answer and runs
nothing again; the same id with another body raises `RequestIdReused`. What the handlers change and the stored answer
are committed together, so that a turn is either wholly done or not at all; and it is answered within a deadline.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from time import perf_counter

from ask_sdk_core.skill import CustomSkill
from ask_sdk_model import Response, ResponseEnvelope
from ask_sdk_model.canfulfill import CanFulfillIntent, CanFulfillIntentValues
from sqlalchemy.orm import Session

from app.alexa_api import ORIGINS, AlexaApi
from app.apology import FORESEEN, apology, note
from app.call import Call, Json, wired
from app.deadline import Patience, PointOfNoReturn, Runs
from app.errands import Errands
from app.errors import EventNotTaken
from app.meter import Meter
from app.service import Service, learn_zone
from models import engine, guesses, transaction, turns
from models.base import Store
from models.errors import RequestIdReused
from models.translations import translations
from models.visits import DOOR
from skills.answer import Focus, say
from skills.response import envelope as worded_response
from skills.skill import Noted, Visit
from skills.wording import Wording


@dataclass(frozen=True)
class Shop:
    """What answers a turn."""

    store: Store
    skill: CustomSkill
    wordings: Mapping[str, Wording]
    """By locale"""
    clock: Callable[[], datetime]
    seed: Callable[[str], int]
    """From a request id to the choice of wording variants"""
    progress_s: float = 1.0
    """Then Alexa says that it takes a moment"""
    deadline_s: float = 2.0
    """Then a turn is given up, if it still can be. Alexa waits for 8"""
    api_origins: frozenset[str] = ORIGINS
    """Where Alexa's own service may be"""
    runs: Runs = field(default_factory=Runs, repr=False)
    errands: Errands = field(default_factory=Errands, repr=False)
    meter: Meter = field(default_factory=Meter, repr=False)


@dataclass(frozen=True)
class Door:
    """A way into the shop; its customers have a namespace of their own."""

    shop: Shop
    namespace: str

    def answer(self, body: Json, raw: bytes, account: str = "") -> Json:
        """Run a turn; `raw` are the bytes that the request came as.

        `account` is whose visit it is, where a user id is only a visit, and the store knows.
        """
        began = perf_counter()
        call = Call.read(body, self.namespace, account)
        digest = hashlib.sha256(raw).hexdigest()
        api = AlexaApi.of(call.envelope, self.shop.api_origins) if self.namespace != DOOR else None
        patience = Patience(self.shop.progress_s, self.shop.deadline_s)
        work, slow = partial(self._turn, call, digest, api), partial(self._progress, call, api)
        outcome = "answered"
        try:
            return self.shop.runs.run((call.request_id, digest), work, patience, slow)
        except RequestIdReused:
            outcome = "RequestIdReused"
            raise
        except Exception as error:
            outcome = type(error).__name__ if isinstance(error, FORESEEN) else "unexpected"
            return self._failed(call, error)
        finally:
            self.shop.meter.turn(self.namespace, call.intent or "none", outcome, began)

    def _turn(self, call: Call, digest: str, api: AlexaApi | None, point: PointOfNoReturn) -> Json:
        """In a thread of its own."""
        service = Service(api, point) if api else None
        answer = self._settled(call, digest, service, point)
        if service and service.zone_wanted:
            work = partial(learn_zone, service.api, self.shop.store, call.owner)
            self.shop.errands.do(work)
        return answer

    def _settled(
        self, call: Call, digest: str, service: Service | None, point: PointOfNoReturn
    ) -> Json:
        visited = partial(self._visited, call, service)
        if call.wonders:
            with self.shop.store.read() as session:
                return visited(Noted(), session, self.shop.clock())
        once = partial(self._once, call, digest, visited, point)
        return transaction.run(once, lambda: point.crossed)

    def _once(
        self,
        call: Call,
        digest: str,
        visited: Callable[[Noted, Session, datetime], Json],
        point: PointOfNoReturn,
    ) -> Json:
        shop, now = self.shop, self.shop.clock()
        response: Json | None = None
        noted = Noted()
        if call.reads:  # beside other turns: only the answer waits for them
            with shop.store.read() as session:
                response = visited(noted, session, now)
        # A little longer than anybody waits: the deadline speaks, not the store.
        wait_ms = int(shop.deadline_s * 1250)
        with shop.store.begin(durable=call.lasting, wait_ms=wait_ms, alone=call.owner) as session:
            if call.guesses_at:
                # Not later: a refusal would give the lock back with all else that it undoes.
                engine.alone(session.connection(), call.guesses_at)
            point.check()
            stored = turns.answered(session, call.request_id, digest)
            if stored is not None:
                return dict(json.loads(stored))
            response = response or visited(noted, session, now)
            owner = noted.account or call.owner
            turns.keep(session, call.request_id, owner, digest, json.dumps(response), now)
            guesses.count(session, call.owner, noted.refused, now)
            session.flush()  # so that nothing but the commit is left
            point.cross()
            for one in noted.refused:
                shop.meter.refused(self.namespace, one)
            return response

    def _visited(
        self,
        call: Call,
        service: Service | None,
        noted: Noted,
        session: Session,
        now: datetime,
    ) -> Json:
        known, wording = call.known, self._wording(call)
        said = (call.request_id, call.meant, self.shop.seed(call.request_id))
        wording = replace(wording, names=translations(session, wording.language))
        visit = Visit(session, call.owner, known, now, wording, *said, service, call.counter, noted)
        return wired(self.shop.skill.invoke(call.envelope, visit))

    def _progress(self, call: Call, api: AlexaApi | None) -> None:
        """Say that it takes a moment, where anything may be said before the answer."""
        if api and call.speaks:
            api.progress(call.request_id, self._wording(call).render(say("one_moment"), seed=0))

    def _failed(self, call: Call, error: Exception) -> Json:
        """Answer without the store; nothing was changed, unless the commit had begun."""
        note(call, error)
        if call.tells:
            raise EventNotTaken(call.request_id) from error
        if call.wonders:
            no = CanFulfillIntent(CanFulfillIntentValues.NO)
            return wired(ResponseEnvelope("1.0", response=Response(can_fulfill_intent=no)))
        if not call.speaks:
            return wired(ResponseEnvelope("1.0", response=Response()))
        answer = apology(error, Focus.read(call.attributes), call.intent)
        return wired(worded_response(answer, self._wording(call), seed=0))

    def _wording(self, call: Call) -> Wording:
        """The wording of the request's locale, or of the shop's own."""
        return self.shop.wordings.get(call.locale) or next(iter(self.shop.wordings.values()))
