"""How fast and how often: limits of each channel, and the waits between attempts. May import `models` and rates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.rates import Rate, Rates
from models.channels import Channel

WAITS_S = (5, 15, 60, 180, 600)
"""After each failed attempt; after as many the news is a dead letter"""
_SECOND = timedelta(seconds=1)
RATES: Mapping[Channel, Rate] = {
    Channel.ALEXA: Rate(20, _SECOND),
    Channel.MAIL: Rate(5, _SECOND),
    Channel.SMS: Rate(1, _SECOND),
    Channel.WHATSAPP: Rate(10, _SECOND),
    Channel.TELEGRAM: Rate(20, _SECOND),
}
"""Below what providers allow a new customer of theirs"""


def wait(
    attempts: int, random: Callable[[], float], waits_s: Sequence[float] = WAITS_S
) -> timedelta | None:
    """Return how long to wait after so many failed attempts, between half and one and a half times what the table says.

    None: no more. `random` gives a number from 0 up to 1; without it all that failed together would come back together.
    """
    if attempts > len(waits_s):
        return None
    return timedelta(seconds=waits_s[attempts - 1] * (0.5 + random()))


@dataclass
class Pace:
    """What the channels take."""

    rates: Rates
    """Of all notifiers"""
    each: Mapping[Channel, Rate] = field(default_factory=lambda: RATES)
    _paused: dict[Channel, datetime] = field(default_factory=dict)

    def open_at(self, channel: Channel, now: datetime) -> datetime:
        """Return when something may be sent there: now, which counts it as sent, or later."""
        until = self._paused.get(channel, now)
        if until > now:
            return until
        wait_s = self.rates.wait_s(channel.value, self.each[channel])
        return now + timedelta(seconds=wait_s)

    def pause(self, channel: Channel, until: datetime) -> None:
        """Send nothing there until then."""
        self._paused[channel] = until
