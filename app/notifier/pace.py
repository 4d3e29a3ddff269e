"""How fast and how often: limits of each channel, and the waits between attempts. May import `models`.

Limits are of one process.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from models.channels import Channel

WAITS_S = (5, 15, 60, 180, 600)
"""After each failed attempt; after as many the news is a dead letter"""
RATES: Mapping[Channel, RateLimitItem] = {
    Channel.ALEXA: parse("20/second"),
    Channel.MAIL: parse("5/second"),
    Channel.SMS: parse("1/second"),
    Channel.WHATSAPP: parse("10/second"),
    Channel.TELEGRAM: parse("20/second"),
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

    rates: Mapping[Channel, RateLimitItem] = field(default_factory=lambda: RATES)
    _limiter: MovingWindowRateLimiter = field(
        default_factory=lambda: MovingWindowRateLimiter(MemoryStorage())
    )
    _paused: dict[Channel, datetime] = field(default_factory=dict)

    def open_at(self, channel: Channel, now: datetime) -> datetime:
        """Return when something may be sent there: now, which counts it as sent, or later."""
        until = self._paused.get(channel, now)
        if until > now:
            return until
        rate = self.rates[channel]
        if self._limiter.hit(rate, channel.value):
            return now
        ends = self._limiter.get_window_stats(rate, channel.value).reset_time
        return now + timedelta(seconds=max(0.05, ends - time()))

    def pause(self, channel: Channel, until: datetime) -> None:
        """Send nothing there until then."""
        self._paused[channel] = until
