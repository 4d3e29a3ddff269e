"""Who was here before. Imports nothing of ours but the store."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base

VISIT_ENDS_AFTER = timedelta(minutes=30)
"""Coming back sooner is still the same visit"""


class Customer(Base):
    """One who speaks to the shop, known by the owner key of a door."""

    __tablename__ = "customer"

    owner: Mapped[str] = mapped_column(primary_key=True)
    first_name: Mapped[str | None]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    visits: Mapped[int]


def meet(session: Session, owner: str, now: datetime) -> Customer:
    """Note that the owner is here, and return what is known of them."""
    customer = session.get(Customer, owner)
    if customer is None:
        customer = Customer(owner=owner, first_seen=now, last_seen=now, visits=1)
        session.add(customer)
    elif now - customer.last_seen > VISIT_ENDS_AFTER:
        customer.visits += 1
    customer.last_seen = now
    session.flush()
    return customer


def set_name(session: Session, owner: str, first_name: str | None, now: datetime) -> Customer:
    """Remember, or with None forget, the owner's first name."""
    customer = meet(session, owner, now)
    customer.first_name = first_name
    session.flush()
    return customer
