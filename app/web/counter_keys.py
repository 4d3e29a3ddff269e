"""Who asks at the counters' pages: the device key, and how often a counter may ask. May import `models` and rates."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from app.rates import Rate, Rates
from app.web.callers import borne
from app.web.counter_errors import CounterRefused
from models import devices
from models.base import Store
from models.errors import StoreUnavailable

RATE = Rate(240)
"""Of one counter. A person has ten turns in a minute, each a turn and a grammar; news are asked for every nine seconds"""


@dataclass(frozen=True)
class Keys:
    """Tells counters by their keys."""

    store: Store
    clock: Callable[[], datetime]
    rates: Rates
    rate: Rate = RATE

    def counter(self, authorization: str) -> str:
        """The name of the counter that asks; `CounterRefused` without a valid key, or when it asks too often."""
        now = self.clock()
        with self.store.read() as session:
            device = devices.admitted(session, borne(authorization))
            if device is None:
                raise CounterRefused(401, "unauthorized", "this device key is not valid here")
            name, due = device.name, devices.is_due(device, now)
        self._count(name)
        if due:
            # Only a note: it does not wait for turns, and costs none.
            with suppress(StoreUnavailable), self.store.begin(durable=False, wait_ms=1) as session:
                devices.seen(session, name, now)
        return name

    def still_valid(self, name: str) -> bool:
        """Whether the counter's key was not revoked meanwhile."""
        with self.store.read() as session:
            return devices.is_valid(session, name)

    def _count(self, name: str) -> None:
        if wait_s := self.rates.wait_s(name, self.rate):
            detail = f"more than {self.rate.most} requests in a minute"
            raise CounterRefused(429, "too_many_requests", detail, ceil(wait_s))
