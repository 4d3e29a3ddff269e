"""How often each may ask or be asked, counted by all processes together. May import `models`.

A process counts for itself and tells the store when what it has not told is a sixteenth of what is left. So whoever asks
seldom costs no statement, who asks much one for many requests, and small limits are kept to the letter; of N processes
each may let a sixteenth through that the others do not know of. Whoever is held back costs nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from models import tallies
from models.base import Store
from models.errors import StoreUnavailable

SHARE = 16
WAIT_MS = 50
"""How long a request waits for others to write, at most; what could not be told is told with the next one"""


@dataclass(frozen=True)
class Rate:
    """So many in each window, 1 or more."""

    most: int
    window: timedelta = timedelta(minutes=1)


@dataclass
class _Count:
    """What this process knows of one."""

    since: datetime
    told: int = 0
    """What the store had when it was asked last"""
    untold: int = 0


@dataclass(frozen=True)
class Rates:
    """Counts what is of one kind. May be used from many threads."""

    store: Store
    clock: Callable[[], datetime]
    kind: str
    _counts: dict[str, _Count] = field(default_factory=dict, repr=False)
    """By name; all are known to the shop, so that there are not too many"""
    _lock: Lock = field(default_factory=Lock, repr=False)

    def wait_s(self, name: str, rate: Rate) -> float:
        """Count one more; after how many seconds it may be tried again, 0 if it may go on."""
        now = self.clock()
        with self._lock:
            count = self._counts.get(name)
            if count is None or now >= count.since + rate.window:
                count = self._counts[name] = _Count(now)
            ends = count.since + rate.window
            if count.told + count.untold >= rate.most:
                return (ends - now).total_seconds()
            count.untold += 1
            if count.untold < max(1, (rate.most - count.told) // SHARE):
                return 0
            telling, count.untold = count.untold, 0
            count.told += telling
        return self._told(name, rate, count, telling, now)

    def _told(self, name: str, rate: Rate, count: _Count, many: int, now: datetime) -> float:
        """Tell the store, and learn what others have told."""
        try:
            with self.store.begin(durable=False, wait_ms=WAIT_MS) as session:
                found = tallies.add(session, self.kind, name, many, now, rate.window)
        except StoreUnavailable:
            with self._lock:
                count.told -= many
                count.untold += many
            return 0
        with self._lock:
            count.since, count.told = found.since, max(count.told, found.count)
        over = found.count > rate.most
        return max(0.0, (found.since + rate.window - now).total_seconds()) if over else 0
