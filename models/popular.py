"""What sells: how often each product stands in the latest orders. Imports nothing of ours but the orders' tables."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.order_tables import Order, OrderLine

LATEST = 2000
"""Orders by which products are told to be popular"""


def sold(session: Session) -> dict[str, int]:
    """Return how many of each product were in the latest orders.

    Rounded down to a power of two, so that a single order does not change what is listened for.
    """
    latest = select(func.max(Order.id)).scalar_subquery()
    query = (
        select(OrderLine.product_id, func.sum(OrderLine.quantity))
        .where(OrderLine.order_id > latest - LATEST)
        .group_by(OrderLine.product_id)
    )
    return {
        product: 1 << (int(count).bit_length() - 1) for product, count in session.execute(query)
    }
