"""Who asks at the counters' pages: the device key, and how often a counter may ask. May import `models` and this room."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from app.web.callers import Limits, borne
from app.web.counter_errors import CounterRefused
from models import devices
from models.base import Store
from models.errors import StoreUnavailable

PER_MINUTE = 240
"""Requests of one counter. A person has ten turns in a minute, each a turn and a grammar; news are asked for every nine
seconds"""


@dataclass(frozen=True)
class Keys:
    """Tells counters by their keys."""

    store: Store
    clock: Callable[[], datetime]
    limits: Limits = field(default_factory=lambda: Limits(PER_MINUTE))

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
        if wait_s := self.limits.wait_s(name):
            detail = f"more than {self.limits.per_minute} requests in a minute"
            raise CounterRefused(429, "too_many_requests", detail, wait_s)
