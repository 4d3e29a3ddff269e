"""What webhooks need of the program: how secrets are sealed, where they may go, how long events are kept.

May import `models`. Read off the settings.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from app.guard import Guard, read_networks
from app.settings import SettingInvalid, Settings
from models.sealing import Seal
from models.webhook_errors import SealMissing

KEEP = timedelta(days=30)


@dataclass(frozen=True)
class Hooks:
    """Webhooks as they are set."""

    guard: Guard = field(default_factory=Guard)
    keep: timedelta = KEEP
    """How long events are kept"""
    sealed_by: Seal | None = None
    random: Callable[[int], bytes] = secrets.token_bytes

    @property
    def seal(self) -> Seal:
        """What secrets are sealed by; raises `SealMissing`."""
        if self.sealed_by is None:
            raise SealMissing
        return self.sealed_by

    def new_id(self) -> str:
        """Make the id of an endpoint."""
        return self.random(8).hex()


def make_hooks(settings: Settings) -> Hooks:
    """Read the settings; raises `SettingInvalid`."""
    return Hooks(_guard(settings), timedelta(days=settings.event_days), _seal(settings))


def _guard(settings: Settings) -> Guard:
    text = settings.webhook_networks
    try:
        return Guard(read_networks(text), settings.webhook_authorities)
    except ValueError:
        wanted = "give networks with commas between, as 10.0.0.0/8,fd00::/8"
        raise SettingInvalid("COUNTERTALK_WEBHOOK_NETWORKS", text, wanted) from None


def _seal(settings: Settings) -> Seal | None:
    if not settings.webhook_key:
        return None
    try:
        return Seal.read(settings.webhook_key)
    except ValueError:
        wanted = "give what `webhooks key` prints; several with commas between"
        raise SettingInvalid("COUNTERTALK_WEBHOOK_KEY", "...", wanted) from None
