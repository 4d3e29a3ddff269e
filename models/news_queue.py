"""Queues of what is to be told, one for each customer: a notifier claims a whole one, so that what it tells stays in order.

Imports nothing of ours but the store and upsert. A claim is a lease: of a notifier that died it ends by itself. Others than
customers have queues of their own table, and the same verbs (`of`).
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, case, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.upsert import insert

LEASE = timedelta(seconds=60)
"""How long a notifier may be silent before another takes over; longer than any channel takes"""


class Queue:
    """What every table of queues has."""

    owner: Mapped[str]
    """Whose queue it is: the primary key"""
    due_at: Mapped[datetime | None]
    """When there is something to do next; None if nothing waits"""
    claimed_by: Mapped[str | None]
    claimed_until: Mapped[datetime | None]


class NewsQueue(Queue, Base):
    """One customer's queue."""

    __tablename__ = "news_queue"
    __table_args__ = (Index(None, "due_at"),)

    owner: Mapped[str] = mapped_column(primary_key=True)


def wake(session: Session, owner: str, now: datetime, of: type[Queue] = NewsQueue) -> None:
    """Note that there is something to do for somebody now."""
    table: Any = of.__table__  # type: ignore[attr-defined]  # every table of queues is mapped
    (key,) = table.primary_key
    due = table.c.due_at
    sooner = case((or_(due.is_(None), due > now), now), else_=due)
    session.execute(
        insert(session, table)
        .values({key: owner, due: now})
        .on_conflict_do_update(index_elements=[key], set_={"due_at": sooner})
    )


def claim(session: Session, by: str, now: datetime, of: type[Queue] = NewsQueue) -> str | None:
    """Claim the queue that is due longest and that nobody has; returns its owner.

    On PostgreSQL notifiers pass by what another claims at this moment; on SQLite only one can write.
    """
    free = or_(of.claimed_until.is_(None), of.claimed_until <= now)
    due = select(of).where(of.due_at <= now, free).order_by(of.due_at)
    queue = session.scalar(due.limit(1).with_for_update(skip_locked=True))
    if queue is None:
        return None
    queue.claimed_by, queue.claimed_until = by, now + LEASE
    return queue.owner


def held(session: Session, owner: str, by: str, now: datetime, of: type[Queue] = NewsQueue) -> bool:
    """Whether the claim stands still; then it is made longer. The queue is locked until the transaction ends."""
    query = select(of).where(of.owner == owner, of.claimed_by == by)
    queue = session.scalar(query.with_for_update())
    if queue is None:
        return False
    queue.claimed_until = now + LEASE
    return True


def release(
    session: Session, owner: str, due_at: datetime | None, of: type[Queue] = NewsQueue
) -> None:
    """Give a queue back that is `held`, and say when it is due next."""
    queue = session.get_one(of, owner)
    queue.claimed_by, queue.claimed_until, queue.due_at = None, None, due_at


def lag(session: Session, now: datetime, of: type[Queue] = NewsQueue) -> float:
    """Return for how many seconds the queue that is due longest has waited; 0 if none has."""
    oldest = session.scalar(select(func.min(of.due_at)))
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
