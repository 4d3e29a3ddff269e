"""A running service: raw requests and signed ones go to it, and all of its answers are kept. Imports this room's parts.

Signing needs the development certificate that the service trusts. Without one only what must be refused can be sent.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from app.certify import wire
from app.certify.limits import Broken
from app.certify.outcome import NotApplicable, Unanswered
from app.certify.package import Package
from app.certify.responses import by_item
from app.certify.wire import Reply
from app.web.devcert import Signer

Json = dict[str, Any]
_JSON = ("Content-Type", "application/json")


@dataclass(frozen=True)
class Heard:
    """One answer to a right request."""

    request: Json
    response: Json
    seconds: float
    broken: tuple[Broken, ...]

    @property
    def given(self) -> Json:
        """The response proper."""
        return dict(self.response["response"])


@dataclass
class Service:
    """What is known of a service, and what it has answered so far."""

    url: str
    package: Package
    skill_id: str
    signer: Signer | None
    """Of the certificate that the service trusts, if there is one"""
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    odd_product: str = ""
    """The id of a product whose name needs escaping, where the catalogue is known to have one"""
    heard: list[Heard] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    _stranger: Signer | None = None

    @property
    def stranger(self) -> Signer:
        """Somebody whose key nobody trusts."""
        self._stranger = self._stranger or Signer(generate_private_key(65537, 2048))
        return self._stranger

    def trusted(self) -> Signer:
        """The signer that the service trusts; NotApplicable without one."""
        if self.signer is None:
            raise NotApplicable("needs the certificate that the service trusts: give --cert")
        return self.signer

    def send(self, body: bytes, headers: wire.Headers) -> Reply:
        """Send a body with headers as they are."""
        reply = wire.send(self.url, body, (_JSON, *headers))
        self.replies.append(reply)
        return reply

    def signed(self, body: bytes, signer: Signer | None = None) -> list[tuple[str, str]]:
        """The headers that Alexa would send, signed by whom the service trusts."""
        return list((signer or self.trusted()).sign(body).items())

    def ask(self, request: Json) -> Heard:
        """Send a right request; Unanswered if the answer is no response."""
        body = json.dumps(request).encode()
        reply = self.send(body, self.signed(body))
        kind = request["request"]["type"]
        if reply.status != 200:
            raise Unanswered(f"{kind} is answered with HTTP {reply.status}, want 200")
        response = _response(reply, kind)
        model = self.package.models.get(str(request["request"].get("locale")))
        broken = tuple(by_item(response, request, model))
        self.heard.append(Heard(request, response, reply.seconds, broken))
        return self.heard[-1]

    def envelope(self, request: Json, user: str | None, session: Json | None = None) -> Json:
        """A request with its surroundings; it has the time of now and an id of its own."""
        application = {"applicationId": self.skill_id}
        known = {"user": {"userId": user}} if user else {}
        common = {
            "requestId": self.request_id(),
            "timestamp": stamp(self.clock()),
            "locale": self.package.locale,
        }
        device = {"deviceId": "amzn1.ask.device.CERTIFY", "supportedInterfaces": {}}
        made: Json = {
            "version": "1.0",
            "context": {"System": {"application": application, **known, "device": device}},
            "request": common | request,
        }
        return made | (
            {"session": {"application": application, **known, **session}} if session else {}
        )

    def request_id(self) -> str:
        """An id as Alexa's requests have one."""
        return f"amzn1.echo-api.request.{self.new_id()}"

    def launch(self, late: timedelta = timedelta()) -> Json:
        """Somebody new opens the skill; `late` ago."""
        session = {"new": True, "sessionId": f"amzn1.echo-api.session.{self.new_id()}"}
        made = self.envelope({"type": "LaunchRequest"}, self.user(), session)
        made["request"]["timestamp"] = stamp(self.clock() - late)
        return made

    def user(self) -> str:
        """Somebody new."""
        return f"amzn1.ask.account.{self.new_id()}"

    def faults(self, *items: int) -> Iterator[str]:
        """What answers so far have broken of these items, each once."""
        found = (
            f"{_name(heard.request)}: {broken.fault}"
            for heard in self.heard
            for broken in heard.broken
            if broken.item in items
        )
        yield from dict.fromkeys(found)


def stamp(at: datetime) -> str:
    """A time as Alexa writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _response(reply: Reply, kind: str) -> Json:
    try:
        response = json.loads(reply.body)
    except ValueError:
        raise Unanswered(f"{kind} is not answered in JSON") from None
    if not isinstance(response, dict) or not isinstance(response.get("response"), dict):
        raise Unanswered(f"{kind} is answered without an object `response`")
    return response


def _name(request: Json) -> str:
    asked = request["request"]
    return str((asked.get("intent") or {}).get("name") or asked["type"])
