"""What waits to be made at a place, and the times at which one more order can be picked up there.

Orders as soon as possible wait in a queue: the shop makes `at_once` at a time, each in `pickup_minutes`. Orders for an
agreed time fill a slot. Imports nothing of ours but branches, the catalogue, fulfilment and the orders' tables.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from models.branches import Branch
from models.catalog import Shop
from models.fulfilment import COMING
from models.order_tables import IS_OPEN, Order

ANY_MINUTES = 5
"""How far times are apart where a place has no slots"""
HORIZON = timedelta(days=14)
"""How far ahead an order can be placed"""
_WAITING = (
    select(Order.pickup_at, Order._status, func.count())
    .where(IS_OPEN)
    .group_by(Order.pickup_at, Order._status)
)
_WAITING_AT = _WAITING.where(Order.branch_id == bindparam("branch"))
"""Made once, as making it costs as much as running it"""


@dataclass(frozen=True)
class Queue:
    """The open orders of a place, counted in one statement."""

    shop: Shop
    branch: Branch | None
    """None where the shop is one place, which is always open"""
    soon: int
    """Still to be made, as soon as possible"""
    agreed: tuple[tuple[datetime, bool, int], ...]
    """By the time agreed and whether they are still to be made: how many"""

    @classmethod
    def read(cls, session: Session, shop: Shop, branch: Branch | None) -> "Queue":
        """Count."""
        found = (
            session.execute(_WAITING_AT, {"branch": branch.id})
            if branch
            else session.execute(_WAITING)
        )
        rows = [(at, status in COMING, count) for at, status, count in found]
        soon = sum(count for at, coming, count in rows if at is None and coming)
        agreed = tuple((at, coming, count) for at, coming, count in rows if at is not None)
        return cls(shop, branch, soon, agreed)

    def is_open(self, at: datetime) -> bool:
        """Whether the place is open at a time."""
        return self.branch is None or self.branch.hours.is_open(at)

    def opens(self, at: datetime) -> datetime | None:
        """Return the first time from one on that the place is open."""
        return at if self.branch is None else self.branch.hours.opens(at)

    def soonest(self, start: datetime, *, waiting: bool) -> datetime:
        """Return when one more order is ready that is begun from a time on, with or without what waits now before it."""
        rounds = 1
        while True:
            ready = start + timedelta(minutes=rounds * self.shop.pickup_minutes)
            due = sum(n for at, coming, n in self.agreed if coming and start <= at <= ready)
            if (self.soon if waiting else 0) + due < rounds * self.shop.at_once:
                return ready
            rounds += 1

    def times(self, first: datetime) -> Iterator[datetime]:
        """Give the times, from one on, at which one more order can be picked up."""
        length, begin = timedelta(minutes=self._minutes), self._aligned(first)
        while begin < first + HORIZON:
            if not self.is_open(begin):
                opens = self.opens(begin)
                if opens is None:
                    return
                begin = self._aligned(opens + timedelta(minutes=self.shop.pickup_minutes))
                continue
            if self._in_slot(begin, begin + length) < self._capacity:
                yield begin
            begin += length

    def _in_slot(self, begin: datetime, end: datetime) -> int:
        return sum(count for at, _coming, count in self.agreed if begin <= at < end)

    def _aligned(self, at: datetime) -> datetime:
        """Return the next beginning of a slot, which whole hours are by the clock of the place."""
        local = self.branch.hours.local(at) if self.branch else at
        over = timedelta(
            minutes=local.minute % self._minutes,
            seconds=local.second,
            microseconds=local.microsecond,
        )
        return at - over + timedelta(minutes=self._minutes) if over else at

    @property
    def _minutes(self) -> int:
        return (self.branch.slot_minutes if self.branch else None) or ANY_MINUTES

    @property
    def _capacity(self) -> int:
        """What the branch says, or else what can be made in so many minutes."""
        made = self.shop.at_once * self._minutes // self.shop.pickup_minutes
        return (self.branch.slot_capacity if self.branch else None) or max(1, made)
