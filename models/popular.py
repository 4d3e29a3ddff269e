"""What sells: how often each product stands in the latest orders. Imports nothing of ours but the orders' tables."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import QueryableAttribute, Session

from models.order_tables import Order, OrderLine

LATEST = 2000
"""Orders by which it is told what sells"""


def latest(order_id: QueryableAttribute[int]) -> ColumnElement[bool]:
    """Return the condition that a row is of one of the latest orders."""
    newest = select(func.max(Order.id)).scalar_subquery()
    return order_id > newest - LATEST


def sold(session: Session) -> dict[str, int]:
    """Return how many of each product were in the latest orders.

    Rounded down to a power of two, so that a single order does not change what is listened for.
    """
    query = (
        select(OrderLine.product_id, func.sum(OrderLine.quantity))
        .where(latest(OrderLine.order_id))
        .group_by(OrderLine.product_id)
    )
    return {
        product: 1 << (int(count).bit_length() - 1) for product, count in session.execute(query)
    }
