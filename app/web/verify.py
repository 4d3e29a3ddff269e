"""Whether a request comes from Alexa, now, for this skill. Imports this room only.

Rules: developer.amazon.com, "Host a Custom Skill as a Web Service". Cheap checks come first,
and nothing of the body is read before its signature has been found right.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from app.web import strict_json
from app.web.certificates import Certificates
from app.web.errors import (
    BodyEncoded,
    BodyTooLarge,
    BodyUnreadable,
    HeaderDoubled,
    HeaderMissing,
    Refused,
    SignatureWrong,
    SkillRefused,
    TimestampRefused,
    shown,
)

SIGNATURE = "Signature-256"
"""Signs with SHA-256. The older `Signature` (SHA-1) is sent beside it and proves nothing here."""
CHAIN_URL = "SignatureCertChainUrl"

_TOLERANCE = timedelta(seconds=150)
_EVENT_TOLERANCE = timedelta(seconds=3600)
"""Skill events are delivered again for up to an hour."""
_EVENT = "AlexaSkillEvent."
_LONGEST_ID = 256
"""Characters of a request id; Alexa's have about 60."""
_ISO = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE
)

Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Verifier:
    """Checks requests for one skill. May be used from many threads."""

    skill_id: str
    certificates: Certificates
    clock: Callable[[], datetime]
    """Returns an aware time."""
    body_limit: int = 128 * 1024
    """Bytes. Requests have 2 to 10 KB; session attributes add at most the 24 KB of the answer they
    came with, and what a screen reports some tens more."""

    def verify(self, headers: Headers, body: bytes) -> dict[str, Any]:
        """Return the request envelope, or raise Refused with a reason for the log."""
        if len(body) > self.body_limit:
            raise BodyTooLarge(self.body_limit)
        now = self.clock()
        self._check_signature(list(headers), body, now)
        envelope = strict_json.parse(body)
        try:
            _check_request(envelope, now)
            self._check_skill(envelope)
        except Refused as refused:
            refused.request_id = shown(_at(envelope, "request", "requestId"))
            raise
        return envelope

    def _check_signature(self, headers: list[tuple[str, str]], body: bytes, now: datetime) -> None:
        encoding = _only(headers, "Content-Encoding")
        if encoding.lower() not in ("", "identity"):
            raise BodyEncoded(encoding)
        signature = _decoded(_required(headers, SIGNATURE))
        key = self.certificates.key(_required(headers, CHAIN_URL), now)
        try:
            key.verify(signature, body, PKCS1v15(), SHA256())
        except InvalidSignature:
            raise SignatureWrong("the signature does not fit the body") from None

    def _check_skill(self, envelope: Mapping[str, Any]) -> None:
        self._check_id(envelope, "context", "System", "application", "applicationId")
        if envelope.get("session") is not None:
            self._check_id(envelope, "session", "application", "applicationId")

    def _check_id(self, envelope: Mapping[str, Any], *path: str) -> None:
        found = _at(envelope, *path)
        if not isinstance(found, str) or not hmac.compare_digest(
            found.encode(), self.skill_id.encode()
        ):
            raise SkillRefused(".".join(path), found)


def _only(headers: Headers, name: str) -> str:
    """Return the one value of a header, "" if absent. A doubled one may come joined by a comma."""
    values = [value for key, value in headers if key.lower() == name.lower()]
    if len(values) > 1 or any("," in value for value in values):
        raise HeaderDoubled(name)
    return values[0].strip() if values else ""


def _required(headers: Headers, name: str) -> str:
    value = _only(headers, name)
    if not value:
        raise HeaderMissing(name)
    return value


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SignatureWrong("the signature is not base64") from None


def _at(envelope: Mapping[str, Any], *path: str) -> Any:
    """Return the value at a path of keys, None where it breaks off."""
    value: Any = envelope
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _check_request(envelope: Mapping[str, Any], now: datetime) -> None:
    """Require a typed and named request, made a short while ago by both clocks."""
    kind, request_id = (_at(envelope, "request", name) for name in ("type", "requestId"))
    if not isinstance(kind, str):
        raise BodyUnreadable("request.type is not a text")
    if not isinstance(request_id, str) or not 0 < len(request_id.strip()) <= _LONGEST_ID:
        raise BodyUnreadable(f"request.requestId is not a text of 1 to {_LONGEST_ID} characters")
    age = now - _timestamp(_at(envelope, "request", "timestamp"))
    oldest = _EVENT_TOLERANCE if kind.startswith(_EVENT) else _TOLERANCE
    if not -_TOLERANCE <= age <= oldest:
        limits = f"want {-_TOLERANCE.total_seconds():.0f} to {oldest.total_seconds():.0f} s"
        raise TimestampRefused(f"request is {age.total_seconds():.0f} s old, {limits}")


def _timestamp(value: object) -> datetime:
    """Return an ISO 8601 time that names its zone."""
    if not isinstance(value, str) or not _ISO.fullmatch(value):
        raise TimestampRefused(f"timestamp {shown(value)}, want ISO 8601 with a zone")
    try:
        return datetime.fromisoformat(value.upper())
    except ValueError:
        raise TimestampRefused(f"timestamp {shown(value)} is no time") from None
