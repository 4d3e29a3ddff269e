"""Who we are to Alexa's event service: a token from Login with Amazon, by the skill's client credentials.

May import the way out of the program. OAuth 2.0's client credentials grant (RFC 6749, 4.4) with the scope that Amazon's
"Proactive Events API" names. A token is kept in memory until a minute before it ends, and goes into no log.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.notifier.carrier import Busy, Unreachable
from app.outward import Outward, OutwardFailed

SCOPE = "alexa::proactive_events"
EARLY = timedelta(minutes=1)
"""So long before its end a token is not used any more"""
REFUSED_S = 300
"""Credentials that are wrong now will be so in a second: a person must look"""


@dataclass
class Login:
    """Credentials, and the token they got."""

    url: str
    client_id: str
    secret: str = field(repr=False)
    clock: Callable[[], datetime]
    outward: Outward
    _token: str = field(default="", repr=False)
    _ends: datetime | None = None

    def token(self, *, fresh: bool = False) -> str:
        """Return a token; a `fresh` one if the last was refused. Raises `Busy` or `Unreachable`."""
        if fresh or self._ends is None or self.clock() >= self._ends:
            self._token, lasts = self._asked()
            self._ends = self.clock() + lasts - EARLY
        return self._token

    def _asked(self) -> tuple[str, timedelta]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.secret,
            "scope": SCOPE,
        }
        try:
            status, body = self.outward.ask("POST", self.url, data=form)
        except OutwardFailed as failed:
            raise Unreachable(f"no token: {failed}", doubtful=False) from None
        if 400 <= status < 500:
            raise Busy(f"no token: Login with Amazon answered {status}", REFUSED_S)
        try:
            found = json.loads(body)
            return str(found["access_token"]), timedelta(seconds=int(found["expires_in"]))
        except (ValueError, KeyError, TypeError):
            raise Unreachable(f"no token in an answer of {status}", doubtful=False) from None
