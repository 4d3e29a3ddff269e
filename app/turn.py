"""One turn of a customer, for both doors: request JSON in, response JSON out, in one transaction of the store.

May import `models` and `skills`. A turn is known by its request id: the same id and body gets the stored answer and runs
nothing again; the same id with another body raises `RequestIdReused`. What the handlers change and the stored answer
are committed together, so that a turn is either wholly done or not at all.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ask_sdk_core.exceptions import AskSdkException
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_core.skill import CustomSkill
from ask_sdk_model import (
    IntentRequest,
    LaunchRequest,
    RequestEnvelope,
    Response,
    ResponseEnvelope,
)
from sqlalchemy.exc import IntegrityError

from app.errors import RequestMalformed
from models import turns
from models.base import Store
from models.errors import RequestIdReused, StoreUnavailable
from skills.answer import Focus, Say, ask, say
from skills.handlers import LASTING
from skills.response import envelope as worded_response
from skills.skill import Visit, worded
from skills.wording import Wording

_LOG = logging.getLogger("countertalk.turn")
_SERIALIZER = DefaultSerializer()  # has no state
Json = dict[str, Any]


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


@dataclass(frozen=True)
class Door:
    """A way into the shop; its customers have a namespace of their own."""

    shop: Shop
    namespace: str
    known: bool
    """Whether a user id is one person's account"""

    def answer(self, body: Json, raw: bytes) -> Json:
        """Run a turn; `raw` are the bytes that the request came as."""
        call = _read(body, self.namespace)
        digest = hashlib.sha256(raw).hexdigest()
        try:
            try:
                return self._once(call, digest)
            except IntegrityError:  # another worker had the same request: its answer is there now
                return self._once(call, digest)
        except RequestIdReused:
            raise
        except StoreUnavailable as error:
            _LOG.error("request %s: %s", call.request_id, error)
            return self._apology(call, worded(error))
        except Exception:
            _LOG.exception("request %s failed", call.request_id)
            return self._apology(call, say("error.unexpected"))

    def _once(self, call: "_Call", digest: str) -> Json:
        shop, now = self.shop, self.shop.clock()
        with shop.store.begin(durable=call.intent in LASTING) as session:
            stored = turns.answered(session, call.request_id, digest)
            if stored is not None:
                return dict(json.loads(stored))
            seed = shop.seed(call.request_id)
            wording = self._wording(call)
            visit = Visit(session, call.owner, self.known, now, wording, call.request_id, seed)
            response = _json(shop.skill.invoke(call.envelope, visit))
            turns.keep(session, call.request_id, call.owner, digest, json.dumps(response), now)
            return response

    def _apology(self, call: "_Call", phrase: Say) -> Json:
        """Answer without the store: nothing was changed, and the talk can go on where it was."""
        if not call.speaks:
            return _json(ResponseEnvelope("1.0", response=Response()))
        answer = ask(phrase, say("ask_again"), focus=Focus.read(call.attributes))
        return _json(worded_response(answer, self._wording(call), seed=0))

    def _wording(self, call: "_Call") -> Wording:
        """The wording of the request's locale, or of the shop's own."""
        return self.shop.wordings.get(call.locale) or next(iter(self.shop.wordings.values()))


@dataclass(frozen=True)
class _Call:
    """A request envelope and what a turn needs of it."""

    envelope: RequestEnvelope
    request_id: str
    owner: str
    locale: str
    attributes: Json
    intent: str

    @property
    def speaks(self) -> bool:
        """Whether Amazon allows an answer in words."""
        return isinstance(self.envelope.request, LaunchRequest | IntentRequest)


def _read(body: Json, namespace: str) -> _Call:
    """Read the envelope; `RequestMalformed` names what is missing."""
    try:
        envelope: Any = _SERIALIZER.deserialize(json.dumps(body), RequestEnvelope)
        user = envelope.context.system.user.user_id
        request_id = envelope.request.request_id
    except (AskSdkException, TypeError, AttributeError, ValueError) as error:
        raise RequestMalformed(f"not a request envelope: {error}") from error
    if not user or not request_id:
        raise RequestMalformed("a request needs context.System.user.userId and a requestId")
    session = envelope.session
    attributes = (session and session.attributes) or {}
    locale = str(envelope.request.locale)
    intent = getattr(envelope.request, "intent", None)
    name = str(intent.name) if intent else ""
    return _Call(envelope, request_id, f"{namespace}:{user}", locale, attributes, name)


def _json(response: ResponseEnvelope) -> Json:
    """What goes over the wire; the SDK leaves out what is None."""
    return dict(_SERIALIZER.serialize(response))  # type: ignore[arg-type]
