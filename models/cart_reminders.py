"""Carts that were left: mentioned once at the next visit; by message to who agreed, after 3 hours, then 24, then never.

What was written down is not sent once the cart was ordered, emptied or changed in any way; quiet hours are the outbox's
business. Imports nothing of ours but the store, upsert, carts' and orders' tables, channels, consent and news.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import news
from models.base import Base
from models.cart_tables import CART, CART_LINE, ONE_OPEN, Cart
from models.catalog import Product
from models.channels import MESSAGES, Purpose
from models.consent import OFFERS_STAND, Consent
from models.order_tables import Order
from models.upsert import insert

LEFT = "cart"
"""The kind of notice"""
MOST = 100
"""Carts in one look"""


class Step(StrEnum):
    """When a cart is mentioned; each once for a cart."""

    VISIT = "visit"
    FIRST = "first"
    SECOND = "second"


LEFT_FOR = timedelta(minutes=30)
"""How long a cart must have lain to be one that was left"""
WINDOWS: Mapping[Step, tuple[timedelta, timedelta]] = {
    Step.FIRST: (timedelta(hours=3), timedelta(hours=24)),
    Step.SECOND: (timedelta(hours=24), timedelta(hours=48)),
}
"""From when to when after its last change a message is due; what was missed is not made up for"""


class CartReminder(Base):
    """One mention of one cart."""

    __tablename__ = "cart_reminder"
    __table_args__ = (Index(None, "cart_id", "step", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(index=True)
    cart_id: Mapped[int]
    step: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]


def visited(session: Session, cart: Cart, now: datetime) -> bool:
    """Note that an owner is told at a visit of a cart that they left; False if it is no such cart, or they were told."""
    if now - cart.changed_at < LEFT_FOR:
        return False
    return _noted(session, cart.owner, cart.id, Step.VISIT, now)


def remind(session: Session, now: datetime) -> int:
    """Write a notice for each cart that is due, once whoever looks beside this one; how many."""
    count = 0
    for step in WINDOWS:
        for cart in session.execute(_due(step, now).limit(MOST)).all():
            if _noted(session, cart.owner, cart.id, step, now):
                count += 1
                about = f"{cart.id}.{cart.version}"
                news.notify(session, cart.owner, Purpose.OFFERS, LEFT, about, now, MESSAGES)
    return count


def is_left(session: Session, _owner: str, about: str, _now: datetime) -> bool:
    """Whether a cart is still as it was left: open, with something in it, and not changed."""
    cart_id, _, version = about.partition(".")
    same = (CART.c.id == int(cart_id), CART.c.version == int(version), ONE_OPEN, _filled())
    return session.execute(select(CART.c.id).where(*same)).first() is not None


def names(session: Session, about: str) -> tuple[str, ...]:
    """Return the names of what is in a cart."""
    mine = CART_LINE.c.cart_id == int(about.partition(".")[0])
    query = select(Product.name).join(CART_LINE, CART_LINE.c.product_id == Product.id).where(mine)
    return tuple(dict.fromkeys(session.scalars(query.order_by(CART_LINE.c.position))))


def counts(session: Session) -> dict[str, tuple[int, int]]:
    """Return by step how many carts were mentioned, and how many of these were ordered after it."""
    recovered = (Order.cart_id == CartReminder.cart_id) & (Order.placed_at >= CartReminder.at)
    query = select(CartReminder.step, func.count(), func.count(Order.id))
    query = query.outerjoin(Order, recovered).group_by(CartReminder.step)
    found = {step: (int(told), int(ordered)) for step, told, ordered in session.execute(query)}
    return {step.value: found.get(step.value, (0, 0)) for step in Step}


def _due(step: Step, now: datetime) -> Any:
    """Return the query of carts whose message is due, and not written yet."""
    after, before = WINDOWS[step]
    told = select(CartReminder.id).where(
        CartReminder.cart_id == CART.c.id, CartReminder.step == step
    )
    agreed = select(Consent.owner).where(
        OFFERS_STAND, Consent.channel.in_([channel.value for channel in MESSAGES])
    )
    return (
        select(CART.c.id, CART.c.owner, CART.c.version)
        .where(CART.c.owner.in_(agreed), ONE_OPEN, _filled(), ~told.exists())
        .where(CART.c.changed_at <= now - after, CART.c.changed_at > now - before)
        .order_by(CART.c.id)
    )


def _filled() -> ColumnElement[bool]:
    return select(CART_LINE.c.id).where(CART_LINE.c.cart_id == CART.c.id).exists()


def _noted(session: Session, owner: str, cart_id: int, step: Step, now: datetime) -> bool:
    """Note a step, all in one statement; False if somebody has."""
    table: Any = CartReminder.__table__
    row = {"owner": owner, "cart_id": cart_id, "step": step.value, "at": now}
    keys = [table.c.cart_id, table.c.step]
    noting = insert(session, table).values(row).on_conflict_do_nothing(index_elements=keys)
    return session.connection().execute(noting.returning(table.c.id)).first() is not None
