"""Signing and verifying as Standard Webhooks has it: `webhook-id`, `webhook-timestamp`, `webhook-signature`.

Imports nothing of ours. Signatures are made by the specification's own library. Its `verify` looks at the machine's clock
and stumbles over malformed headers, so what came is compared here, with what should have come, in constant time.
"""

import hmac
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from standardwebhooks.webhooks import Webhook

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE = timedelta(minutes=5)
"""So old or so far ahead a message may be"""
MOST_SIGNATURES = 10
"""Of one message that are looked at; a sender has as many as secrets"""
_ID = re.compile(r"[A-Za-z0-9_.:~-]{1,200}")
_SECONDS = re.compile(r"[0-9]{1,11}")


class Headers(Protocol):
    """Headers of a request, whatever case their names are in."""

    def get(self, key: str, default: str) -> str:
        """Return one."""


class NotSigned(Exception):
    """A message that proves nothing; the reason is for the log."""


def signed(message_id: str, body: bytes, secrets: Sequence[str], now: datetime) -> dict[str, str]:
    """Return the headers of a message, with a signature by each secret."""
    moment = now.astimezone(UTC)
    return {
        ID: message_id,
        TIMESTAMP: str(int(moment.timestamp())),
        SIGNATURE: " ".join(_signature(one, message_id, body, moment) for one in secrets),
    }


def verified(headers: Headers, body: bytes, secrets: Sequence[str], now: datetime) -> str:
    """Return the id of a message that one of the secrets signed; raises `NotSigned`."""
    message_id = headers.get(ID, "")
    if not _ID.fullmatch(message_id):
        raise NotSigned(f"no {ID}, or not one of 1 to 200 of A-Z, a-z, 0-9, _ . : ~ -")
    moment = _timestamp(headers.get(TIMESTAMP, ""), now)
    given = headers.get(SIGNATURE, "").split(" ")[:MOST_SIGNATURES]
    right = False
    for secret in secrets:
        wanted = _signature(secret, message_id, body, moment).encode()
        for one in given:  # all of them, so that time tells nothing
            right |= hmac.compare_digest(wanted, one.encode("utf-8", "replace"))
    if not right:
        raise NotSigned("no signature is right")
    return message_id


def _timestamp(text: str, now: datetime) -> datetime:
    if not _SECONDS.fullmatch(text):
        raise NotSigned(f"no {TIMESTAMP} in whole seconds")
    moment = datetime.fromtimestamp(int(text), UTC)
    if abs(now - moment) > TOLERANCE:
        raise NotSigned(f"{TIMESTAMP} is {text}: over {TOLERANCE.seconds} s from now")
    return moment


def _signature(secret: str, message_id: str, body: bytes, moment: datetime) -> str:
    try:
        return Webhook(secret).sign(message_id, moment, body.decode())
    except UnicodeDecodeError:
        raise NotSigned("the body is not UTF-8") from None
