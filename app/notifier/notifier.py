"""The notifier: claims one customer's queue after another and delivers what is in it. May import `models`.

Of a notifier that dies the claim ends by itself, and another one goes on. News are delivered at least once: what was being
sent when it died is sent again. There may be as many notifiers as one likes, on both engines.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event

from app.logs import REQUEST
from app.meter import Meter
from app.notifier import pace
from app.notifier.carrier import Busy, Carrier, NotCarried, Refused, Unreachable
from app.notifier.pace import Pace
from models import news_queue, outbox
from models.base import Store
from models.channels import Channel
from models.errors import StoreUnavailable
from models.outbox import Delivery
from models.quiet import Hours

LOOK_S = 0.25
"""How often the store is looked into while nothing is due"""
PAUSE_S = 2.0
"""After the store could not be used"""
_LOG = logging.getLogger("countertalk.notifier")


@dataclass(frozen=True)
class Notifier:
    """One of those that deliver."""

    store: Store
    carriers: Mapping[Channel, Carrier]
    clock: Callable[[], datetime]
    random: Callable[[], float]
    """From 0 up to 1"""
    name: str
    """No other may be called so"""
    usual: Hours
    """Quiet hours of customers who have none of their own"""
    pace: Pace
    meter: Meter = field(default_factory=Meter, repr=False)

    def run(self, stopped: Event) -> None:
        """Deliver until it is stopped; what is being sent then is sent to its end."""
        while not stopped.is_set():
            try:
                busy = self.step(stopped)
            except StoreUnavailable as error:
                _LOG.error("%s", error)
                stopped.wait(PAUSE_S)
                continue
            if not busy:
                stopped.wait(LOOK_S)

    def step(self, stopped: Event | None = None) -> bool:
        """Work on one customer's queue; False if none is due."""
        with self.store.begin() as session:
            owner = news_queue.claim(session, self.name, self.clock())
        if owner is None:
            return False
        while not (stopped and stopped.is_set()):
            with self.store.begin() as session:
                one = outbox.next_due(session, owner, self.name, self.clock(), self.usual)
            if one is None:
                break
            REQUEST.set(one.event_id)
            self._deliver(one)
        with self.store.begin() as session:
            outbox.release(session, owner, self.name, self.clock(), self.usual)
        return True

    def _deliver(self, one: Delivery) -> None:
        open_at = self.pace.open_at(one.channel, now := self.clock())
        if open_at > now:
            self._put_off(one, open_at)
            return
        try:
            self._carried(one)
        except Busy as busy:
            self.meter.attempted(one.channel.value, "busy")
            _LOG.warning("%s waits for %.0f s: %s", one.channel.value, busy.seconds, busy)
            until = self.clock() + timedelta(seconds=busy.seconds)
            self.pace.pause(one.channel, until)
            self._put_off(one, until)
        except NotCarried as error:
            self.meter.attempted(one.channel.value, type(error).__name__.lower())
            self._failed(one, error)
        else:
            self.meter.attempted(one.channel.value, "delivered")
            with self.store.begin() as session:
                outbox.delivered(session, one.id, self.clock())

    def _carried(self, one: Delivery) -> None:
        """Send it; a fault of ours must not stop what others wait for."""
        carrier = self.carriers.get(one.channel)
        if carrier is None:
            raise Refused(f"nothing is set up that brings news by {one.channel.value}")
        try:
            carrier.send(one)
        except NotCarried:
            raise
        except Exception as error:
            _LOG.exception("news %s failed", one.id)
            raise Unreachable(type(error).__name__, doubtful=True) from error

    def _failed(self, one: Delivery, error: NotCarried) -> None:
        again_at, doubtful = None, False
        if isinstance(error, Unreachable):
            doubtful = error.doubtful
            if waited := pace.wait(one.attempts + 1, self.random):
                again_at = self.clock() + max(waited, timedelta(seconds=error.least_s))
        _LOG.warning(
            "news %s, %s: %s; %s",
            one.id,
            one.channel.value,
            error,
            "tried again later" if again_at else "a dead letter",
        )
        with self.store.begin() as session:
            outbox.failed(session, one.id, str(error), again_at, doubtful=doubtful)

    def _put_off(self, one: Delivery, until: datetime) -> None:
        with self.store.begin() as session:
            outbox.put_off(session, one.id, until)
