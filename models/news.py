"""News for customers, written in the transaction that caused it, and told once. Imports only the store and visits.

An outbox: each entry says where it is to be told, until when it is worth telling, and who took it to be told.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, Index, String, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base
from models.fulfilment import OrderStatus
from models.order_tables import Order
from models.visits import DOOR, counter_of

FRESH_FOR = timedelta(minutes=10)
"""After so long nobody waits at the counter for it any more"""
TOLD = (OrderStatus.READY,)
"""Statuses of an order that are news"""


class News(Base):
    """One thing to tell at one place."""

    __tablename__ = "news"
    __table_args__ = (Index(None, "channel", "address", "taken_by"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("customer_order.id"), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    address: Mapped[str]
    """Where on that channel: the counter"""
    kind: Mapped[str] = mapped_column(String(16))
    """The status that the order came to"""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    taken_by: Mapped[str | None]
    """Id of the attempt to tell it"""
    delivered_at: Mapped[datetime | None]
    """When it was taken to be told; it is not told again"""
    order: Mapped[Order] = relationship()


def publish(session: Session, order: Order, now: datetime) -> None:
    """Write down what is to be told of an order that moved on, where its customer can be told."""
    counter = counter_of(order.owner)
    if counter is None or order.status not in TOLD:
        return
    session.add(
        News(
            order_id=order.id,
            channel=DOOR,
            address=counter,
            kind=order.status.value,
            created_at=now,
            expires_at=now + FRESH_FOR,
        )
    )


def due(session: Session, counter: str, now: datetime, after: int = 0) -> list[News]:
    """Return what is to be told at a counter now, oldest first, of ids above `after`."""
    untold = News.taken_by.is_(None)
    query = select(News).where(*_worth_telling(counter, now), untold, News.id > after)
    return list(session.scalars(query.order_by(News.id)))


def take(session: Session, news_id: int, counter: str, by: str, now: datetime) -> bool:
    """Take news to tell it; False if another attempt has it, or it is not worth telling any more.

    An attempt that asks again, since the answer to it was lost, is told the same.
    """
    mine = or_(News.taken_by.is_(None), News.taken_by == by)
    # All in one statement, that looks again at a row for which it had to wait.
    taken = update(News).where(News.id == news_id, mine, *_worth_telling(counter, now))
    done = session.execute(
        taken.values(taken_by=by, delivered_at=now),
        execution_options={"synchronize_session": False},
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # an update has one


def _worth_telling(counter: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What is for this counter, not too old, and of an order that is still where the news says."""
    current = select(Order.id).where(Order.id == News.order_id, Order._status == News.kind)
    return (
        News.channel == DOOR,
        News.address == counter,
        News.expires_at > now,
        current.exists(),
    )
