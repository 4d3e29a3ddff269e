"""Who speaks to Alexa, and into what. Imports nothing of ours.

Shapes: Amazon's "Request and Response JSON Reference" (context, System, Viewport).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
APL = "Alexa.Presentation.APL"
_VIEWPORT = {
    "experiences": [{"canRotate": False, "canResize": False}],
    "mode": "HUB",
    "shape": "RECTANGLE",
    "pixelWidth": 1024,
    "pixelHeight": 600,
    "dpi": 160,
    "touch": ["SINGLE"],
}


@dataclass(frozen=True)
class Device:
    """A device and its owner's account."""

    application_id: str
    user_id: str = "amzn1.ask.account.EMULATED"
    device_id: str = "amzn1.ask.device.EMULATED"
    locale: str = "en-US"
    screen: bool = False
    permissions: Mapping[str, str] = field(default_factory=dict)
    """Scope to GRANTED or DENIED"""
    api_endpoint: str = ""
    """Empty: the request names no service to call back, so that nothing leaves this machine"""
    api_token: str = field(default="", repr=False)

    @property
    def application(self) -> Json:
        """The skill that is meant."""
        return {"applicationId": self.application_id}

    @property
    def user(self) -> Json:
        """The account; permissions stand in the context's only."""
        return {"userId": self.user_id}

    def context(self) -> Json:
        """The context of a request."""
        interfaces = {APL: {"runtime": {"maxVersion": "2024.3"}}} if self.screen else {}
        scopes = {scope: {"status": status} for scope, status in self.permissions.items()}
        permitted = {"permissions": {"scopes": scopes}} if scopes else {}
        system: Json = {
            "application": self.application,
            "user": self.user | permitted,
            "device": {"deviceId": self.device_id, "supportedInterfaces": interfaces},
        }
        if self.api_endpoint:
            system |= {"apiEndpoint": self.api_endpoint, "apiAccessToken": self.api_token}
        return {"System": system} | ({"Viewport": _VIEWPORT} if self.screen else {})
