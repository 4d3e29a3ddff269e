"""Verbs on orders: find them, move them on, cancel them, order the same again.

Imports nothing of ours but browsing, the cart, catalogue, the orders' tables, errors and words.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session, selectinload

from models import cart
from models.base import forget
from models.browse import shop
from models.cart_tables import CartLine
from models.catalog import Product
from models.errors import ShopError, UnknownOrder
from models.order_tables import OPEN, TRANSITIONS, Order, OrderLine, OrderStatus, OrderStep
from models.words import normalise

__all__ = (
    "TRANSITIONS",
    "Order",
    "OrderLine",
    "OrderStatus",
    "OrderStep",
    "Reordered",
    "cancel",
    "expected",
    "find",
    "get",
    "last",
    "listing",
    "move",
    "open_orders",
    "own",
    "reorder",
)

FOUND_FOR = timedelta(hours=12)
"""How long after its last step a closed order is still found by number and first name"""


@dataclass(frozen=True)
class Reordered:
    """What ordering again put into the cart."""

    lines: tuple[CartLine, ...]
    left_out: tuple[tuple[str, ShopError], ...]
    """Names of products that could not be had again, and why"""


def open_orders(session: Session, owner: str) -> list[Order]:
    """Return the owner's orders still on their way, newest first."""
    query = _newest().where(Order.owner == owner, Order._status.in_(OPEN))
    return list(session.scalars(query))


def get(session: Session, order_id: int) -> Order:
    """Return the order of this id; ids are never given by customers."""
    return session.scalars(_newest().where(Order.id == order_id)).one()


def find(session: Session, number: int, first_name: str, now: datetime) -> Order:
    """Return the newest order of this number and first name; raises `UnknownOrder`.

    Numbers come again, and whoever says number and name may be a stranger: so that nobody is told
    of another's old order, only those open, or closed not over `FOUND_FOR` ago, are found.
    """
    recent = Order.steps.any(OrderStep.at >= now - FOUND_FOR)
    query = _newest().where(Order.number == number, or_(Order._status.in_(OPEN), recent))
    wanted = normalise(first_name)
    for order in session.scalars(query):
        if order.first_name is not None and normalise(order.first_name) == wanted:
            return order
    raise UnknownOrder(number, first_name)


def own(session: Session, owner: str, number: int) -> Order | None:
    """Return the owner's newest order of this number, open or closed."""
    query = _newest().where(Order.owner == owner, Order.number == number)
    return session.scalar(query.limit(1))


def last(session: Session, owner: str) -> Order | None:
    """Return the owner's newest order."""
    return session.scalar(_newest().where(Order.owner == owner).limit(1))


def listing(session: Session, status: OrderStatus | None = None, limit: int = 50) -> list[Order]:
    """Return orders newest first, all or those of one status."""
    query = _newest() if status is None else _newest().where(Order._status == status)
    return list(session.scalars(query.limit(limit)))


def expected(session: Session, order: Order) -> datetime:
    """Return when the order can be picked up, as the shop promises."""
    return order.placed_at + timedelta(minutes=shop(session).pickup_minutes)


def cancel(session: Session, order: Order, now: datetime) -> None:
    """Cancel an order and put its products back on the shelf; raises `IllegalMove`."""
    order.move_to(OrderStatus.CANCELLED, now)
    for line in order.lines:
        counted = update(Product).where(Product.id == line.product_id, Product.stock.is_not(None))
        session.execute(counted.values(stock=Product.stock + line.quantity))
    session.flush()
    forget(session)


def move(session: Session, number: int, status: OrderStatus, now: datetime) -> Order:
    """Move the open order of this number, or else the newest; raises `IllegalMove`."""
    query = _newest().where(Order.number == number).with_for_update(of=Order)
    found = session.scalars(query).all()
    order = next((one for one in found if one.is_open), found[0] if found else None)
    if order is None:
        raise UnknownOrder(number)
    if status is OrderStatus.CANCELLED:
        cancel(session, order, now)
    else:
        order.move_to(status, now)
    session.flush()
    return order


def reorder(session: Session, owner: str, order: Order, now: datetime) -> Reordered:
    """Put an order's lines into the owner's cart, as far as they can be had; one undo takes all back."""
    lines: list[CartLine] = []
    left_out: list[tuple[str, ShopError]] = []
    for line in order.lines:
        refs = [choice.ref for choice in line.choices]
        try:
            added = cart.add(
                session,
                owner,
                line.product_id,
                line.quantity,
                refs,
                now,
                confirmed=True,
                undoable=not lines,
            )
        except ShopError as error:
            left_out.append((line.product_name, error))
        else:
            lines.append(added)
    return Reordered(tuple(lines), tuple(left_out))


def _newest() -> Select[Order]:
    """Return a query of orders with their lines, newest first; steps are read when one is moved."""
    return select(Order).options(selectinload(Order.lines)).order_by(Order.id.desc())
