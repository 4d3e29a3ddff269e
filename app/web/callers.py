"""What every door for machines asks of a request: the key it bears, and not too many of them. Imports the keys only.

Limits are of one process: a shop of two workers lets through up to twice as much.
"""

import time
from dataclasses import dataclass, field

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from models.keys import Key

_SCHEME = "bearer "


def borne(authorization: str) -> Key | None:
    """Read the key of an Authorization header; None if it bears none."""
    bears = authorization.lower().startswith(_SCHEME)
    return Key.read(authorization[len(_SCHEME) :]) if bears else None


@dataclass(frozen=True)
class Limits:
    """How many requests each may make in a minute."""

    per_minute: int
    _limiter: MovingWindowRateLimiter = field(
        default_factory=lambda: MovingWindowRateLimiter(MemoryStorage()), repr=False
    )

    def wait_s(self, name: str) -> int:
        """Count a request; after how many seconds it may be tried again, 0 if it may go on."""
        limit = RateLimitItemPerMinute(self.per_minute)
        if self._limiter.hit(limit, name):
            return 0
        until = self._limiter.get_window_stats(limit, name).reset_time
        return max(1, round(until - time.time()))
