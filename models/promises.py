"""When an order is promised to be ready: from the queue before it, or at the time that was agreed, while its branch is open.

Imports nothing of ours but the catalogue, errors, fulfilment, places and queues.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy.orm import Session

from models import place
from models.edition import shop
from models.errors import BranchClosed, NotDelivered
from models.fulfilment import Fulfilment
from models.queues import Queue


@dataclass(frozen=True)
class Promise:
    """When an order will be ready, or at the door."""

    at: datetime
    agreed: datetime | None
    """A time to be told and agreed to, wished or because the place is closed; None for as soon as possible"""
    branch_id: str | None = None
    closed: bool = False
    """Whether the place is closed when it is promised"""


def promise(
    session: Session,
    owner: str,
    fulfilment: Fulfilment,
    now: datetime,
    wish: datetime | None = None,
) -> Promise:
    """Return what can be promised for an order placed now, at the `wish` or as soon after it as can be.

    Raises `NotDelivered`, or `BranchClosed` if the place has no time left in two weeks.
    """
    queue = _queue(session, owner)
    branch_id = queue.branch.id if queue.branch else None
    way = timedelta()
    if fulfilment is Fulfilment.DELIVERY:
        if queue.shop.delivery_minutes is None:
            raise NotDelivered(queue.shop.name)
        way = timedelta(minutes=queue.shop.delivery_minutes)
    opened = _opens(queue, now)
    soonest = queue.soonest(opened, waiting=opened == now)
    if (wish is None or wish <= soonest) and opened == now and queue.is_open(soonest):
        return Promise(soonest + way, None, branch_id)
    agreed = next(queue.times(max(soonest, wish or soonest)), None)
    if agreed is None:
        raise BranchClosed(queue.branch.name if queue.branch else queue.shop.name)
    return Promise(agreed + way, agreed, branch_id, opened != now)


def goes_without_saying(session: Session, owner: str, now: datetime) -> bool:
    """Whether the place is open, and will be while an order is made, so that the queue need not be looked at yet."""
    branch = place.here(session, owner)
    if branch is None:
        return True
    soon = now + 2 * timedelta(minutes=shop(session).pickup_minutes)
    return branch.hours.is_open(now) and branch.hours.is_open(soon)


def free_times(
    session: Session, owner: str, start: datetime, now: datetime, most: int
) -> list[datetime]:
    """Return the next times from `start` on at which an order placed now can be picked up."""
    queue = _queue(session, owner)
    opened = queue.opens(now)
    if opened is None:
        return []
    soonest = queue.soonest(opened, waiting=opened == now)
    found: Iterator[datetime] = queue.times(max(start, soonest))
    return list(islice(found, most))


def _queue(session: Session, owner: str) -> Queue:
    return Queue.read(session, shop(session), place.here(session, owner))


def _opens(queue: Queue, now: datetime) -> datetime:
    opened = queue.opens(now)
    if opened is None:
        raise BranchClosed(queue.branch.name if queue.branch else queue.shop.name)
    return opened
