"""Who was here before. Imports nothing of ours but the store."""

from datetime import datetime

from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base


class Customer(Base):
    """One who speaks to the shop, known by the owner key of a door."""

    __tablename__ = "customer"

    owner: Mapped[str] = mapped_column(primary_key=True)
    first_name: Mapped[str | None]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]


def meet(session: Session, owner: str, now: datetime) -> Customer:
    """Note that the owner is here, and return what is known of them."""
    customer = session.get(Customer, owner)
    if customer is None:
        customer = Customer(owner=owner, first_seen=now, last_seen=now)
        session.add(customer)
    customer.last_seen = now
    session.flush()
    return customer


def set_name(session: Session, owner: str, first_name: str | None, now: datetime) -> Customer:
    """Remember, or with None forget, the owner's first name."""
    customer = meet(session, owner, now)
    customer.first_name = first_name
    session.flush()
    return customer
