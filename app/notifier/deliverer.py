"""What all that deliver have in common: claim a queue, send what is due in it, note what became of it. May import `models`.

Of one that dies the claim ends by itself, and another one goes on. Everything is delivered at least once: what was being
sent when it died is sent again. There may be as many as one likes, on both engines.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event
from typing import Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

from app.logs import REQUEST
from app.meter import Meter
from app.notifier import pace
from app.notifier.carrier import Busy, NotCarried, Unreachable
from models.base import Store
from models.errors import StoreUnavailable

LOOK_S = 0.25
"""How often the store is looked into while nothing is due"""
PAUSE_S = 2.0
"""After the store could not be used"""
_LOG = logging.getLogger("countertalk.notifier")


class Sent(Protocol):
    """Something to deliver."""

    @property
    def event_id(self) -> str:
        """The same at each attempt."""

    @property
    def id(self) -> int:
        """By which the store knows it."""

    @property
    def attempts(self) -> int:
        """Failed ones before this."""


One = TypeVar("One", bound=Sent)


class Deliverer(ABC, Generic[One]):
    """One of those that deliver."""

    store: Store
    clock: Callable[[], datetime]
    random: Callable[[], float]
    """From 0 up to 1"""
    name: str
    """No other may be called so"""
    meter: Meter
    waits_s: tuple[float, ...] = pace.WAITS_S
    at_once: int = 1_000_000
    """So many of a queue, then others have their turn"""

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
        """Work on one queue; False if none is due."""
        with self.store.begin() as session:
            owner = self.claim(session, self.clock())
        if owner is None:
            return False
        for _ in range(self.at_once):
            if stopped and stopped.is_set():
                break
            with self.store.begin() as session:
                one = self.next_due(session, owner, self.clock())
            if one is None:
                break
            REQUEST.set(one.event_id)
            self._deliver(one)
        with self.store.begin() as session:
            self.release(session, owner, self.clock())
        return True

    @abstractmethod
    def claim(self, session: Session, now: datetime) -> str | None:
        """Claim a queue that is due; whose it is."""

    @abstractmethod
    def next_due(self, session: Session, owner: str, now: datetime) -> One | None:
        """Return what is due in a claimed queue, and note that it is tried."""

    @abstractmethod
    def release(self, session: Session, owner: str, now: datetime) -> None:
        """Give a queue back."""

    @abstractmethod
    def send(self, one: One) -> None:
        """Send it, or raise `NotCarried`."""

    @abstractmethod
    def delivered(self, session: Session, one: One, now: datetime) -> None:
        """Note that it arrived."""

    @abstractmethod
    def failed(
        self, session: Session, one: One, error: NotCarried, again_at: datetime | None
    ) -> None:
        """Note that it failed, and is tried again then or not at all."""

    @abstractmethod
    def put_off(self, session: Session, one: One, until: datetime) -> None:
        """Note that it was not sent."""

    @abstractmethod
    def way(self, one: One) -> str:
        """Return what its attempts are counted under; one of few."""

    @abstractmethod
    def said(self, one: One) -> str:
        """Name it and its way in the log, with nothing personal or secret."""

    def open_at(self, _one: One, now: datetime) -> datetime:
        """Return when it may be sent: now, which counts it as sent, or later."""
        return now

    def pause(self, _one: One, _until: datetime) -> None:
        """Send nothing on its way until then."""

    def _deliver(self, one: One) -> None:
        open_at = self.open_at(one, now := self.clock())
        if open_at > now:
            self._put_off(one, open_at)
            return
        try:
            self._sent(one)
        except Busy as busy:
            self.meter.attempted(self.way(one), "busy")
            _LOG.warning("%s waits for %.0f s: %s", self.said(one), busy.seconds, busy)
            until = self.clock() + timedelta(seconds=busy.seconds)
            self.pause(one, until)
            self._put_off(one, until)
        except NotCarried as error:
            self.meter.attempted(self.way(one), type(error).__name__.lower())
            self._failed(one, error)
        else:
            self.meter.attempted(self.way(one), "delivered")
            with self.store.begin() as session:
                self.delivered(session, one, self.clock())

    def _sent(self, one: One) -> None:
        """Send it; a fault of ours must not stop what others wait for."""
        try:
            self.send(one)
        except NotCarried:
            raise
        except Exception as error:
            _LOG.exception("%s failed", self.said(one))
            raise Unreachable(type(error).__name__, doubtful=True) from error

    def _failed(self, one: One, error: NotCarried) -> None:
        again_at = None
        waited = pace.wait(one.attempts + 1, self.random, self.waits_s)
        if isinstance(error, Unreachable) and waited:
            again_at = self.clock() + max(waited, timedelta(seconds=error.least_s))
        again = "tried again later" if again_at else "a dead letter"
        _LOG.warning("%s: %s; %s", self.said(one), error, again)
        with self.store.begin() as session:
            self.failed(session, one, error, again_at)

    def _put_off(self, one: One, until: datetime) -> None:
        with self.store.begin() as session:
            self.put_off(session, one, until)
