"""The other side of the Alexa door: signs requests as Alexa does and posts them. May import this room.

With the development certificate it speaks to a server of this machine; a conversation at the counter can use it as its
door, which is how both doors are compared.
"""

from dataclasses import dataclass
from typing import Any

import requests

from app.web.devcert import Signer

TIMEOUT_S = 8  # Alexa waits no longer


@dataclass(frozen=True)
class SignedDoor:
    """A door that is reached over HTTP."""

    url: str
    signer: Signer
    namespace: str = "alexa"

    def answer(self, body: dict[str, Any], raw: bytes) -> dict[str, Any]:
        """Post a signed request; `requests.HTTPError` if it is refused."""
        headers = self.signer.sign(raw) | {"Content-Type": "application/json"}
        response = requests.post(self.url, data=raw, headers=headers, timeout=TIMEOUT_S)
        response.raise_for_status()
        return dict(response.json())
