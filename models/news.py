"""News for customers, of orders and of goods, written in the transaction that caused it; told once, to those who agreed.

Imports only the store, accounts, channels, consent, queues, the watch, orders' tables and visits.

An outbox: each entry says where it is to be told, until when it is worth telling, and who took it to be told. The counter
and a launch of the skill fetch theirs here; what the notifier delivers waits in the customer's queue.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, String, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models import accounts, consent, news_queue, news_watch
from models.base import Base
from models.channels import NEWSWORTHY, NOTICES, NOTIFIED, Channel, Purpose
from models.order_tables import Order
from models.visits import counter_of

_DEAD = text("outcome = 'dead'")


class News(Base):
    """One thing to tell at one place."""

    __tablename__ = "news"
    __table_args__ = (
        Index(None, "channel", "address", "taken_by"),
        Index("ix_news_dead", "id", sqlite_where=_DEAD, postgresql_where=_DEAD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str | None] = mapped_column(index=True)
    """Whose notice it is; None for news of an order, which is its customer's"""
    purpose: Mapped[str] = mapped_column(
        String(16), default=Purpose.ORDERS.value, server_default=Purpose.ORDERS.value
    )
    """What the consent is for"""
    order_id: Mapped[int | None] = mapped_column(ForeignKey("customer_order.id"), index=True)
    """The order it is of; None for a notice"""
    subject: Mapped[str | None]
    """What a notice is of: the product that is back, or the cart that was left and its version"""
    channel: Mapped[str] = mapped_column(String(16))
    address: Mapped[str]
    """Where on that channel: the counter, and elsewhere the owner"""
    kind: Mapped[str] = mapped_column(String(16))
    """The status that the order came to, or what a notice tells: `back`, `cart`"""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    taken_by: Mapped[str | None]
    """Id of the attempt to tell it"""
    delivered_at: Mapped[datetime | None]
    """When it was taken to be told at a counter, or delivered elsewhere; it is not told again"""
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often the notifier failed to deliver it"""
    repeats: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often it was sent again without knowing whether it had arrived"""
    not_before: Mapped[datetime | None]
    """When the notifier tries again"""
    outcome: Mapped[str | None] = mapped_column(String(12))
    """How it ended with the notifier; None as long as it has not"""
    error: Mapped[str | None]
    """Why the last attempt failed"""
    order: Mapped[Order | None] = relationship()

    @property
    def event_id(self) -> str:
        """Return the name of what happened, of letters, digits and ~ only, the same however often it is sent."""
        about = self.order_id if self.order_id is not None else f"n{self.id}"
        return f"{about}~{self.kind.replace('_', '')}~{int(self.created_at.timestamp())}"


def publish(session: Session, order: Order, now: datetime) -> None:
    """Write down what is to be told of an order that moved on, where its customer agreed to be told."""
    session.flush()
    step = (order.fulfilment, order.status)
    found = _reached(session, order.owner, Purpose.ORDERS, order.counter)
    reached = [(channel, address) for channel, address in found if step in NEWSWORTHY[channel]]
    for channel, address in reached:
        session.add(
            News(
                order_id=order.id,
                channel=channel.value,
                address=address,
                kind=order.status.value,
                created_at=now,
                expires_at=now + NEWSWORTHY[channel][step],
            )
        )
    news_watch.tell(session, [a for channel, a in reached if channel is Channel.COUNTER])
    _wake(session, order.owner, [channel for channel, _ in reached], now)


def notify(
    session: Session,
    owner: str,
    purpose: Purpose,
    kind: str,
    subject: str,
    now: datetime,
    channels: Collection[Channel] = NOTICES,
) -> bool:
    """Write down a notice for an owner, on those channels where they agreed to be told for this; whether on any."""
    reached = [(c, a) for c, a in _reached(session, owner, purpose) if c in channels]
    for channel, address in reached:
        session.add(
            News(
                owner=owner,
                purpose=purpose.value,
                subject=subject,
                channel=channel.value,
                address=address,
                kind=kind,
                created_at=now,
                expires_at=now + NOTICES[channel],
            )
        )
    _wake(session, owner, [channel for channel, _ in reached], now)
    return bool(reached)


def _wake(session: Session, owner: str, channels: Sequence[Channel], now: datetime) -> None:
    if any(channel in NOTIFIED for channel in channels):
        session.flush()
        news_queue.wake(session, owner, now)


def _reached(
    session: Session, owner: str, purpose: Purpose, counter: str | None = None
) -> Iterator[tuple[Channel, str]]:
    """Give the channels that an owner agreed to for a purpose, and where each leads: called is at the `counter`."""
    for one in consent.standing(session, owner, purpose):
        match Channel(one.channel):
            case Channel.COUNTER:
                if called := counter or counter_of(owner):
                    yield Channel.COUNTER, called
            case Channel.ALEXA:
                yield Channel.LAUNCH, owner
                if accounts.gets_order_news(session, owner):
                    yield Channel.ALEXA, owner
            case channel:
                yield channel, owner


def due(
    session: Session,
    address: str,
    now: datetime,
    after: int = 0,
    channel: Channel = Channel.COUNTER,
) -> list[News]:
    """Return what is to be told at a counter, or to an owner at launch, oldest first, of ids above `after`."""
    untold = News.taken_by.is_(None)
    query = select(News).where(*_worth_telling(channel, address, now), untold, News.id > after)
    return list(session.scalars(query.order_by(News.id)))


def take(
    session: Session,
    news_id: int,
    address: str,
    by: str,
    now: datetime,
    channel: Channel = Channel.COUNTER,
) -> bool:
    """Take news to tell it; False if another attempt has it, or it is not worth telling any more.

    An attempt that asks again, since the answer to it was lost, is told the same.
    """
    mine = or_(News.taken_by.is_(None), News.taken_by == by)
    # All in one statement, that looks again at a row for which it had to wait.
    taken = update(News).where(News.id == news_id, mine, *_worth_telling(channel, address, now))
    done = session.execute(
        taken.values(taken_by=by, delivered_at=now),
        execution_options={"synchronize_session": False},
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # an update has one


def _worth_telling(
    channel: Channel, address: str, now: datetime
) -> tuple[ColumnElement[bool], ...]:
    """What is for this place, not too old, agreed to still, and of no order or one that is still where the news says."""
    agreed = Channel.ALEXA if channel is Channel.LAUNCH else channel
    current = select(Order.id).where(Order.id == News.order_id, Order._status == News.kind)
    current = current.where(consent.stands(Order.owner.expression, agreed, Purpose.ORDERS))
    return (
        or_(
            consent.stands(News.owner.expression, agreed, News.purpose.expression), current.exists()
        ),
        News.channel == channel.value,
        News.address == address,
        News.expires_at > now,
    )
