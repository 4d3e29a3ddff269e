"""What the people of a run saw and heard, kept outside of the shop: the ledger is judged by it.

Imports the plan and `models`.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from threading import Event, Lock
from time import monotonic

from app.bench.chaos.plan import Basket
from models.channels import Channel


@dataclass(frozen=True)
class Bought:
    """An order that its customer was told is placed."""

    person: str
    owner: str
    number: int
    basket: Basket


@dataclass(frozen=True)
class News:
    """One thing that one customer is to be told on one channel; a step of one order."""

    channel: Channel
    owner: str
    order: int
    """The order's id; its number comes again"""


@dataclass
class Attempt:
    """One time that news came to a channel."""

    news: News
    at: float
    kept: bool = False
    """Whether the customer got it by this attempt"""
    confirmed: bool = False
    """Whether the notifier was told that it arrived"""


@dataclass
class Evidence:
    """All of it, for many threads."""

    bought: list[Bought] = field(default_factory=list)
    doubtful: Counter[str] = field(default_factory=Counter)
    """By owner: yeses that never got an answer"""
    withdrawn: dict[str, tuple[float, float]] = field(default_factory=dict)
    """By owner: when the stop was begun to be said, and when it was answered"""
    attempts: list[Attempt] = field(default_factory=list)
    expected: set[News] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    """Retries, apologies, and other things that happened so often"""
    ended: Event = field(default_factory=Event)
    """The run is over, whatever was reached"""
    _disturbed: bool = False
    _lock: Lock = field(default_factory=Lock)
    _ids: dict[tuple[str, int], int] = field(default_factory=dict)
    _tried: Counter[News] = field(default_factory=Counter)
    _heard: Counter[News] = field(default_factory=Counter)
    _last: float = field(default_factory=monotonic)

    def begin(self) -> None:
        """Now something should happen."""
        with self._changed():
            pass

    def buy(self, one: Bought) -> None:
        """Note an order that was confirmed to its customer."""
        with self._changed():
            self.bought.append(one)

    def doubt(self, owner: str) -> None:
        """Note a yes without an answer."""
        with self._changed():
            self.doubtful[owner] += 1

    def identify(self, owner: str, number: int, order_id: int) -> None:
        """Note which order now has this number; before anything is told of it."""
        with self._lock:
            self._ids[owner, number] = order_id

    def news(self, channel: Channel, owner: str, number: int) -> News:
        """Tell what was heard of an order by its number; of an order that nobody knows the number stands for it."""
        with self._lock:
            return News(channel, owner, self._ids.get((owner, number), -number))

    def expect(self, news: News) -> None:
        """Note that a customer has to be told something, since the order has moved on."""
        with self._changed():
            self.expected.add(news)

    def attempt(self, news: News, *, kept: bool, confirmed: bool) -> None:
        """Note what a channel was brought."""
        with self._changed():
            self.attempts.append(Attempt(news, monotonic(), kept, confirmed))
            self._tried[news] += 1
            self._heard[news] += kept

    def withdraw(self, owner: str, begun: float, answered: float = inf) -> None:
        """Note that a customer wants to be told nothing any more; until it is answered nobody knows since when."""
        with self._changed():
            self.withdrawn[owner] = (begun, answered)

    def count(self, what: str) -> None:
        """Count something."""
        with self._lock:
            self.counts[what] += 1

    def tried(self, news: News) -> int:
        """How often news came to its channel so far."""
        with self._lock:
            return self._tried[news]

    def heard(self, news: News) -> bool:
        """Whether the customer knows it."""
        with self._lock:
            return self._heard[news] > 0

    def placed(self) -> int:
        """How many orders there are."""
        with self._lock:
            return len(self.bought)

    @contextmanager
    def disturbed(self) -> Iterator[None]:
        """Within this, nothing need happen."""
        self._disturbed = True
        try:
            yield
        finally:
            self._disturbed = False
            self.begin()

    def stalled(self, seconds: float) -> bool:
        """Whether nothing has happened for so long, although it could."""
        with self._lock:
            return not self._disturbed and monotonic() - self._last > seconds

    @contextmanager
    def _changed(self) -> Iterator[None]:
        with self._lock:
            self._last = monotonic()
            yield
