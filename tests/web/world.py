"""A door under test: a verifier that trusts the tests' root, a certificate host that is a
dictionary, and a skill that only notes what reaches it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.web.alexa import create_app
from app.web.certificates import Certificates
from app.web.errors import ChainUnavailable
from app.web.verify import CHAIN_URL, SIGNATURE, Verifier
from tests.web import forging
from tests.web.forging import NOW, URL

SKILL = "amzn1.ask.skill.11111111-2222-3333-4444-555555555555"


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def envelope(kind: str = "IntentRequest", at: datetime = NOW, skill: str = SKILL) -> dict[str, Any]:
    """A request as Alexa makes it, with a session for all but skill events."""
    application = {"applicationId": skill}
    made: dict[str, Any] = {
        "version": "1.0",
        "context": {"System": {"application": application, "user": {"userId": "amzn1.ask.X"}}},
        "request": {"type": kind, "requestId": "amzn1.echo-api.request.1", "timestamp": stamp(at)},
    }
    if not kind.startswith("AlexaSkillEvent."):
        made["session"] = {"new": True, "sessionId": "amzn1.s", "application": dict(application)}
    return made


@dataclass
class Sending:
    """What a client sends."""

    body: bytes
    headers: list[tuple[str, str]]

    def without(self, name: str) -> "Sending":
        return Sending(self.body, [pair for pair in self.headers if pair[0] != name])

    def with_header(self, name: str, value: str) -> "Sending":
        return Sending(self.body, [*self.without(name).headers, (name, value)])


def signed(document: object, url: str = URL, signer: str = "leaf") -> Sending:
    """A rightly signed sending; bytes are sent as they are."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    headers = [(SIGNATURE, forging.signature(body, signer)), (CHAIN_URL, url)]
    return Sending(body, headers)


@dataclass
class World:
    """One door with its surroundings."""

    hosted: dict[str, bytes] = field(default_factory=lambda: {URL: forging.chain()})
    fetched: list[str] = field(default_factory=list)
    reached: list[dict[str, Any]] = field(default_factory=list)
    now: datetime = NOW
    fetcher: Callable[[str], bytes] | None = None
    """Instead of the dictionary"""
    verifier: Verifier = field(init=False)
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        certificates = Certificates(forging.roots(), self.fetcher or self.fetch)
        self.verifier = Verifier(SKILL, certificates, lambda: self.now)
        app = create_app(self.verifier, self.answer, lambda: {"status": "ok"})
        self.client = app.test_client()

    def fetch(self, url: str) -> bytes:
        self.fetched.append(url)
        if url not in self.hosted:
            raise ChainUnavailable("certificate host answered 404")
        return self.hosted[url]

    def answer(self, document: dict[str, Any], raw: bytes) -> dict[str, Any]:
        assert json.loads(raw) == document
        self.reached.append(document)
        return {"version": "1.0", "response": {"shouldEndSession": True}}

    def post(self, sending: Sending) -> TestResponse:
        return self.client.post("/alexa", data=sending.body, headers=sending.headers)
