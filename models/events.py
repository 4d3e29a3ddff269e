"""What happened in the shop, for its staff's systems: a feed that is only ever added to.

Imports nothing of ours but the store and errors. An event is written in the transaction that caused it, by one insert, and
has no place in the feed yet: whoever reads the feed first gives places to what was committed until then, one reader at a
time. So a place is never given below one that was read, whatever order transactions commit in, and those who write wait
for nobody. Events hold ids and nothing of a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.event_errors import EventsAhead, EventsGone

AT_ONCE = 500
"""Events that are given places in one go"""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Data = Mapping[str, Any]


class Kind(StrEnum):
    """What can happen."""

    ORDER_PLACED = "order.placed"
    ORDER_PREPARING = "order.preparing"
    ORDER_READY = "order.ready"
    ORDER_ON_THE_WAY = "order.on_the_way"
    ORDER_COLLECTED = "order.collected"
    ORDER_DELIVERED = "order.delivered"
    ORDER_CANCELLED = "order.cancelled"
    ORDER_PAID = "order.paid"
    ORDER_REFUNDED = "order.refunded"
    STOCK_COUNTED = "stock.counted"
    CATALOGUE_CHANGED = "catalogue.changed"
    CUSTOMER_ERASED = "customer.erased"
    POINTS_EARNED = "points.earned"
    POINTS_SPENT = "points.spent"
    POINTS_GIVEN_BACK = "points.given_back"
    POINTS_TAKEN_BACK = "points.taken_back"


class Event(Base):
    """One thing that happened."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "position", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int | None]
    """Its place in the feed, from 1; None until somebody read that far"""
    kind: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    data: Mapped[dict[str, Any]]

    @property
    def event_id(self) -> str:
        """Return its name, the same wherever it is told; no other has it, also after a backup was put back."""
        return f"evt_{self.id}_{(self.at - _EPOCH) // timedelta(milliseconds=1):x}"


class EventFeed(Base):
    """How far the feed is; a single row, that is held while places are given."""

    __tablename__ = "event_feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
    """The highest place that was given"""
    swept: Mapped[int]
    """The highest place of what is not kept any more"""
    spread: Mapped[int]
    """The highest place of what webhooks were told to tell"""


_EVENT: Any = Event.__table__
# Made once, and without asking for the id: orders run it.
_WRITTEN = insert(_EVENT).inline()
_FEED = select(EventFeed).with_for_update().execution_options(populate_existing=True)
_NEW = select(_EVENT.c.id).where(_EVENT.c.position.is_(None)).order_by(_EVENT.c.id).limit(AT_ONCE)
_PLACED = (
    update(_EVENT).where(_EVENT.c.id == bindparam("event")).values(position=bindparam("place"))
)
_OLDEST = select(_EVENT.c.at).where(_EVENT.c.position > 0).order_by(_EVENT.c.position).limit(1)


@dataclass(frozen=True)
class Page:
    """A part of the feed, in order."""

    events: list[Event]
    after: int
    """Where to go on"""
    more: bool
    """Whether there is more already"""


def write(session: Session, now: datetime, *happened: tuple[Kind, Data]) -> None:
    """Write down what happened, in the transaction that did it."""
    rows = [{"kind": kind.value, "at": now, "data": dict(data)} for kind, data in happened]
    if rows:
        session.connection().execute(_WRITTEN, rows if len(rows) > 1 else rows[0])


def is_new(session: Session) -> bool:
    """Whether anything has no place in the feed yet."""
    return session.connection().execute(_NEW.limit(1)).first() is not None


def place(session: Session, now: datetime, keep: timedelta) -> EventFeed:
    """Give places to all that was committed, and throw out what is older than is kept; the feed is held until the end."""
    feed = session.scalars(_FEED).one()
    connection = session.connection()
    while new := connection.execute(_NEW).scalars().all():
        places = [
            {"event": one, "place": feed.last + number} for number, one in enumerate(new, start=1)
        ]
        connection.execute(_PLACED, places)
        feed.last += len(new)
    oldest = connection.execute(_OLDEST).scalar()
    if oldest is not None and oldest < now - keep:
        _sweep(session, feed, now - keep)
    session.flush()
    return feed


def page(session: Session, after: int | None, limit: int, kinds: Sequence[Kind] = ()) -> Page:
    """Return what is behind a place, of some kinds or all; without a place from the oldest that is kept.

    Raises `EventsGone` if some of what is behind the place is not kept any more, `EventsAhead` if the feed is not so far.
    """
    feed = session.scalars(select(EventFeed)).one()
    after = feed.swept if after is None else after
    if after < feed.swept:
        raise EventsGone(after, feed.swept)
    if after > feed.last:
        raise EventsAhead(after, feed.last)
    query = select(Event).where(Event.position > after, Event.position <= feed.last)
    if kinds:
        query = query.where(Event.kind.in_(kinds))
    found = list(session.scalars(query.order_by(Event.position).limit(limit + 1)))
    here = found[:limit]
    more = len(found) > limit
    return Page(here, (here[-1].position or 0) if more else feed.last, more)


def _sweep(session: Session, feed: EventFeed, oldest: datetime) -> None:
    """Throw out, from the beginning of the feed, all up to the newest that is older than that."""
    query = select(func.max(_EVENT.c.position)).where(_EVENT.c.at < oldest)
    feed.swept = session.scalar(query) or feed.swept
    session.connection().execute(delete(_EVENT).where(_EVENT.c.position <= feed.swept))
