"""Ordering the same again. Imports nothing of ours but the cart, the orders' tables and errors."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models import cart
from models.cart_tables import CartLine
from models.errors import ShopError
from models.order_tables import Order


@dataclass(frozen=True)
class Reordered:
    """What ordering again put into the cart."""

    lines: tuple[CartLine, ...]
    left_out: tuple[tuple[str, ShopError], ...]
    """Names of products that could not be had again, and why"""


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
