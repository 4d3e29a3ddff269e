"""What a customer usually has: the lines that they ordered together most often of late.

Imports nothing of ours but the catalogue, the orders' tables and fulfilment.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models.catalog import ChoiceRef
from models.fulfilment import OrderStatus
from models.order_tables import Order, OrderLine

LATEST = 20
"""Orders that are looked at: what was usual long ago is not any more"""
T = TypeVar("T")
_Same = tuple[str, int, tuple[ChoiceRef, ...]]


@dataclass(frozen=True)
class Usual:
    """Lines of an order, and in how many of the latest orders they were together."""

    lines: tuple[OrderLine, ...]
    times: int


def usual(session: Session, owner: str) -> Usual | None:
    """Return the whole order that came most often, of equals the newest; None if there never was one.

    Where no order came twice it is what stood in most of them, and where nothing did it is the last order.
    """
    mine = select(Order).where(Order.owner == owner, Order._status != OrderStatus.CANCELLED)
    query = mine.options(selectinload(Order.lines)).order_by(Order.id.desc()).limit(LATEST)
    orders = list(session.scalars(query))
    if not orders:
        return None
    together, times = _most(frozenset(map(_same, order.lines)) for order in orders)
    if times == 1:
        line, often = _most(same for order in orders for same in {*map(_same, order.lines)})
        if often > 1:
            together, times = frozenset({line}), often
    newest = next(one for one in orders if together <= {*map(_same, one.lines)})
    return Usual(tuple(line for line in newest.lines if _same(line) in together), times)


def _most(found: Iterable[T]) -> tuple[T, int]:
    """Return what is there most often, of equals the first."""
    return Counter(found).most_common(1)[0]


def _same(line: OrderLine) -> _Same:
    return line.product_id, line.quantity, tuple(choice.ref for choice in line.choices)
