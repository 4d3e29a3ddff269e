"""Alexa's own service, for the time of one request: "one moment" while a turn is slow, reminders, the time zone.

May import `skills` (what a reminder is), and the way out of the program. A request says where the service is and brings a
token for it; the token goes to Amazon's listed hosts only, whatever the request says, and into no log.
"""

import json
import logging
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import BoundedSemaphore
from typing import Any, Self

from ask_sdk_model import RequestEnvelope

from app.outward import Bearer, Outward, OutwardFailed, Reply
from skills.turn import ReminderRefused

ORIGINS = frozenset(
    {
        "https://api.amazonalexa.com",
        "https://api.eu.amazonalexa.com",
        "https://api.fe.amazonalexa.com",
    }
)
"""Amazon's, for North America, Europe and the Far East"""
_OUTWARD = Outward(1.0, 1.0, 1.0, 16 * 1024, BoundedSemaphore(16))
_NO_ANSWER = 504
_DEVICE = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")

_LOG = logging.getLogger("countertalk.alexa_api")
Json = dict[str, Any]


@dataclass(frozen=True)
class AlexaApi:
    """The service for one request."""

    origin: str
    token: str = field(repr=False)
    asked_at: datetime
    """When the request was made"""
    device: str = field(default="", repr=False)
    """Alexa's id of where it was said"""
    outward: Outward = _OUTWARD

    @classmethod
    def of(cls, envelope: RequestEnvelope, origins: frozenset[str] = ORIGINS) -> Self | None:
        """The service a request came from; None if it names none, or one that is not listed letter by letter."""
        system: Any = envelope.context and envelope.context.system
        made: Any = envelope.request
        if not (system and system.api_endpoint and system.api_access_token and made.timestamp):
            return None
        origin = str(system.api_endpoint).removesuffix("/").removesuffix(":443")
        if origin not in origins:
            _LOG.warning("no token for the API host %s: it is not Amazon's", ascii(origin)[:80])
            return None
        device = str((system.device and system.device.device_id) or "")
        return cls(origin, str(system.api_access_token), made.timestamp, device)

    def progress(self, request_id: str, text: str) -> None:
        """Say something before the answer. It may fail: the answer does not need it."""
        said = {"type": "VoicePlayer.Speak", "speech": text}
        try:
            status, _ = self._post(
                "directives", {"header": {"requestId": request_id}, "directive": said}
            )
        except OutwardFailed as failed:
            _LOG.warning("no progressive response: %s", failed)
            return
        if not 200 <= status < 300:
            _LOG.warning("no progressive response: Alexa's service answered %s", status)

    def remind(self, seconds: int, text: str, locale: str) -> str:
        """Set a reminder in so many seconds and return Alexa's token for it, or raise ReminderRefused."""
        reminder = {
            "requestTime": self.asked_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000"),
            "trigger": {"type": "SCHEDULED_RELATIVE", "offsetInSeconds": seconds},
            "alertInfo": {"spokenInfo": {"content": [{"locale": locale, "text": text}]}},
            "pushNotification": {"status": "ENABLED"},
        }
        try:
            status, body = self._post("alerts/reminders", reminder)
        except OutwardFailed as failed:
            _LOG.warning("no reminder: %s", failed)
            raise ReminderRefused(_NO_ANSWER) from None
        token = _token(body)
        if not token:
            _LOG.warning("no reminder: Alexa's service answered %s", status)
            raise ReminderRefused(status)
        return token

    def time_zone(self) -> str | None:
        """Ask for the name of the device's time zone, which takes no permission; None if it cannot be had."""
        if not _DEVICE.fullmatch(self.device):
            return None
        url = f"{self.origin}/v2/devices/{self.device}/settings/System.timeZone"
        try:
            status, body = self.outward.ask("GET", url, auth=Bearer(self.token))
        except OutwardFailed as failed:
            _LOG.warning("no time zone: %s", failed)
            return None
        zone = _text(body)
        if not zone:
            _LOG.warning("no time zone: Alexa's service answered %s", status)
        return zone

    def _post(self, path: str, body: Json) -> Reply:
        return self.outward.ask(
            "POST", f"{self.origin}/v1/{path}", json=body, auth=Bearer(self.token)
        )


def _token(body: bytes) -> str:
    """The new reminder's token; "" if there is none."""
    found = _json(body)
    token = found.get("alertToken") if isinstance(found, dict) else None
    return token if isinstance(token, str) else ""


def _text(body: bytes) -> str | None:
    """A text that is all of the answer."""
    found = _json(body)
    return found if isinstance(found, str) and found else None


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
