"""Alexa with one device: holds the session, asks the skill as she does, and refuses what she would refuse.

May import this room, the strict check of responses and the skill's door. An answer with a fault ends the session, and the
skill is told so (SessionEndedRequest, ERROR), as Amazon does.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol

import requests

from app.certify.responses import faults
from app.emulator import screen
from app.emulator.device import Device
from app.emulator.errors import SkillUnreachable
from app.emulator.heard import Heard
from app.emulator.intents import Intents
from app.emulator.invocation import Invocation
from app.emulator.model import Model, Speech
from app.emulator.resolve import Resolver
from app.emulator.session import Session
from skills.envelope import reprompt, spoken

REPROMPTS = 1  # said into the silence, before the session ends
MAY_FULFILL = "CanFulfillIntentRequest"
Json = dict[str, Any]


class Door(Protocol):
    """The way to the skill."""

    @property
    def url(self) -> str:
        """Where it is."""

    def answer(self, body: Json, raw: bytes) -> Json:
        """Send a request; an exception of `requests` if there is no good answer."""


@dataclass(frozen=True)
class Exchange:
    """One request and its answer."""

    said: str
    heard: Heard | None
    request: Json
    response: Json
    faults: tuple[str, ...] = ()
    ended: str = ""
    """Why the session is over; empty while it is open"""
    speech: str = ""

    @property
    def card(self) -> str:
        """Its card as text."""
        return screen.card(self.response)

    @property
    def rows(self) -> list[str]:
        """What the screen shows."""
        return screen.rows(self.response)


@dataclass
class Alexa:
    """Talks to a skill by way of its package."""

    model: Model
    device: Device
    door: Door
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    session: Session | None = None
    _speech: Speech = field(default_factory=Speech.load)

    def __post_init__(self) -> None:
        self.resolver = Resolver(self.model, self._speech)
        self._invocation = Invocation(self.model, self._speech)

    def say(self, words: str) -> Exchange:
        """Say something to the device; to a closed skill it is said as "ask <skill> to ..."."""
        call = self._invocation.read(words)
        if call.exits and self.session:
            return self.end("USER_INITIATED", said=words)
        if call.opens:
            self.session = None
        if not call.words:
            return self.open(words) if call.opens else self.silence(words)
        session = self._session()
        dynamic = session.dynamic(self.clock())
        heard = self.resolver.resolve(call.words, session.dialog, dynamic)
        writer = Intents(self.model, self.device.application_id, self.resolver.static, dynamic)
        return self._turn(words, heard, writer.request(heard, session.dialog))

    def open(self, said: str = "") -> Exchange:
        """Open the skill without words for it."""
        self.session = None
        return self._turn(said, None, {"type": "LaunchRequest"})

    def silence(self, said: str = "") -> Exchange:
        """Say nothing: the reprompt is said, and then the session ends."""
        if self.session is None:
            return Exchange(said, None, {}, {}, speech="", ended="no session is open")
        if self.session.silences >= REPROMPTS or not self.session.listening:
            return self.end("EXCEEDED_MAX_REPROMPTS", said=said)
        self.session = replace(self.session, silences=self.session.silences + 1)
        last = self.session.response
        return Exchange(said, None, {}, last, speech=reprompt(last))

    def end(self, reason: str, error: Json | None = None, said: str = "") -> Exchange:
        """End the session from Alexa's side."""
        request: Json = {"type": "SessionEndedRequest", "reason": reason}
        exchange = self._send(said, None, request | ({"error": error} if error else {}))
        self.session = None
        return replace(exchange, ended=reason)

    def event(self, kind: str, body: Json | None = None) -> Exchange:
        """Send a skill event, such as AlexaSkillEvent.SkillEnabled."""
        now = self._stamp()
        request = {"type": kind, "eventCreationTime": now, "eventPublishingTime": now}
        return self._send("", None, request | ({"body": body} if body is not None else {}))

    def can_fulfill(self, words: str) -> Exchange:
        """Ask whether the skill could do what is said; nothing is done."""
        heard = self.resolver.resolve(words)
        writer = Intents(self.model, self.device.application_id, self.resolver.static)
        request = {"type": MAY_FULFILL, "intent": writer.intent(heard)}
        return self._send(words, heard, request)

    def _turn(self, said: str, heard: Heard | None, request: Json) -> Exchange:
        session = self._session()
        exchange = self._send(said, heard, request)
        if exchange.faults:
            error = {"type": "INVALID_RESPONSE", "message": exchange.faults[0]}
            ended = self.end("ERROR", error)
            return replace(exchange, faults=exchange.faults + ended.faults, ended="ERROR")
        ends = exchange.response["response"].get("shouldEndSession")
        over = bool(ends) or (ends is None and not self.device.screen)
        after = session.after(exchange.response, exchange.request, self.clock())
        self.session = None if over else after
        return replace(exchange, ended="the skill ended it" if over else "")

    def _send(self, said: str, heard: Heard | None, request: Json) -> Exchange:
        envelope = self.envelope(request)
        try:
            response = self.door.answer(envelope, json.dumps(envelope).encode())
        except requests.ConnectionError:
            raise SkillUnreachable(self.door.url) from None
        except requests.HTTPError as error:
            status = f"the skill answered HTTP {error.response.status_code}, not 200"
            return Exchange(said, heard, envelope, {}, (status,))
        except requests.Timeout:
            return Exchange(said, heard, envelope, {}, ("no answer within 8 seconds",))
        except (requests.RequestException, ValueError, TypeError):
            return Exchange(said, heard, envelope, {}, ("the answer is no JSON object",))
        found = tuple(faults(response, envelope, self.model.document))
        words = "" if found else spoken(response)
        return Exchange(said, heard, envelope, response, found, speech=words)

    def envelope(self, request: Json) -> Json:
        """Put into a request what all have: who, from where, when; and the session it is in."""
        device = self.device
        common = {
            "requestId": f"amzn1.echo-api.request.{self.new_id()}",
            "timestamp": self._stamp(),
            "locale": device.locale,
        }
        envelope: Json = {
            "version": "1.0",
            "context": device.context(),
            "request": common | request,
        }
        if self.session and not request["type"].startswith("AlexaSkillEvent."):
            envelope["session"] = {
                "new": self.session.new,
                "sessionId": self.session.id,
                "application": device.application,
                "attributes": self.session.attributes,
                "user": device.user,
            }
        return envelope

    def _session(self) -> Session:
        if self.session is None:
            self.session = Session(f"amzn1.echo-api.session.{self.new_id()}")
        return self.session

    def _stamp(self) -> str:
        return self.clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
