"""What was paid for an order, and what was given back.

Imports nothing of ours but orders, events, fulfilment, points and errors. A cancelled order gives back by itself what was
paid (`orders.cancel`).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from models import order_events
from models.errors import RefundInvalid
from models.fulfilment import Actor
from models.order_tables import Order, OrderStep
from models.orders import numbered
from models.pricing import points


def pay(session: Session, number: int, now: datetime) -> Order:
    """Note that an order is paid; one that is paid stays so. What is handed over counts as paid."""
    order = numbered(session, number)
    if order.paid_at is None:
        order.paid_at = now
        order_events.paid(session, order, now)
    session.flush()
    return order


def refund(
    session: Session, number: int, amount: int, now: datetime, who: str | None = None
) -> Order:
    """Give a part of what was paid back, in minor units, and note who did; raises `RefundInvalid`.

    The same part of the points that the order earned goes with it.
    """
    order = numbered(session, number)
    left = order.total - order.refunded if order.paid_at else 0
    if not 1 <= amount <= left:
        raise RefundInvalid(number, amount, left)
    given = OrderStep(status=order.status, at=now, actor=Actor.STAFF, who=who, refund=amount)
    order.steps.append(given)
    session.flush()
    order_events.refunded(session, order, given)
    points.take_back(session, order, now)
    return order
