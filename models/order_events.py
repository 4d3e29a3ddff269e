"""What is told of an order's way: each step and what it did with the money. Imports events and orders' tables only.

Ids, numbers, steps, amounts and products; of a customer nothing, of the staff what the history names.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from models import events
from models.events import Data, Kind
from models.fulfilment import Actor, OrderStatus
from models.order_tables import Order, OrderStep

_KINDS = {
    status: Kind.ORDER_PLACED if status is OrderStatus.RECEIVED else Kind(f"order.{status.value}")
    for status in OrderStatus
}


def placed(session: Session, order: Order, now: datetime) -> None:
    """Tell of an order that was made, and has its id."""
    bought = {
        "total": order.total,
        "discount": order.discount,
        "points": order.points,
        "currency": order.currency,
        "promised_at": order.promised_at and order.promised_at.isoformat(),
        "lines": [{"product": one.product_id, "quantity": one.quantity} for one in order.lines],
    }
    facts = _facts(order, Actor.CUSTOMER, None) | bought
    events.write(session, now, (Kind.ORDER_PLACED, facts))


def stepped(session: Session, order: Order, step: OrderStep, *, paid: bool) -> None:
    """Tell of a step that was taken, that the order was `paid` with it, and what was given back."""
    facts = _facts(order, step.actor, step.who)
    told: list[tuple[Kind, Data]] = [(_KINDS[step.status], facts)]
    if paid:
        told.append((Kind.ORDER_PAID, _money(facts, order, order.total)))
    if step.refund:
        told.append((Kind.ORDER_REFUNDED, _money(facts, order, step.refund)))
    events.write(session, step.at, *told)


def paid(session: Session, order: Order, now: datetime) -> None:
    """Tell that an order was paid."""
    facts = _facts(order, Actor.STAFF, None)
    events.write(session, now, (Kind.ORDER_PAID, _money(facts, order, order.total)))


def refunded(session: Session, order: Order, step: OrderStep) -> None:
    """Tell that a part was given back."""
    facts = _facts(order, step.actor, step.who)
    told = (Kind.ORDER_REFUNDED, _money(facts, order, step.refund or 0))
    events.write(session, step.at, told)


def _facts(order: Order, actor: Actor, who: str | None) -> dict[str, object]:
    return {
        "order": order.id,
        "number": order.number,
        "status": order.status.value,
        "fulfilment": order.fulfilment.value,
        "actor": actor.value,
        "who": who,
    }


def _money(facts: Data, order: Order, amount: int) -> Data:
    return {**facts, "amount": amount, "currency": order.currency}
