"""Reminders that customers agreed to, one for an order. Imports nothing of ours but the store, orders' tables and errors."""

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.errors import ReminderExists
from models.order_tables import Order


class Reminder(Base):
    """A reminder of an order, and the yes it rests on."""

    __tablename__ = "reminder"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("customer_order.id"), unique=True)
    due_at: Mapped[datetime]
    words: Mapped[str]
    """What the customer was asked, verbatim"""
    agreed_at: Mapped[datetime]
    token: Mapped[str | None]
    """Alexa's name for it (alertToken); None until Alexa took it"""


def agree(
    session: Session, owner: str, order: Order, due_at: datetime, words: str, now: datetime
) -> Reminder:
    """Note that the owner said yes to a reminder; raises `ReminderExists` if the order has one."""
    if find(session, order) is not None:
        raise ReminderExists(order.number)
    reminder = Reminder(owner=owner, order_id=order.id, due_at=due_at, words=words, agreed_at=now)
    session.add(reminder)
    session.flush()
    return reminder


def find(session: Session, order: Order) -> Reminder | None:
    """Return the order's reminder."""
    return session.scalar(select(Reminder).where(Reminder.order_id == order.id))
