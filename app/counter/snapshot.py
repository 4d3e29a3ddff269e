"""What a customer has in the shop now, as JSON for those who watch: testers and the screen. May import `models`."""

from typing import Any

from sqlalchemy.orm import Session

from models import cart, orders
from models.base import Store
from models.cart_tables import Cart, CartLine
from models.order_tables import Order

Json = dict[str, Any]


def snapshot(store: Store, owner: str) -> Json:
    """The open cart, or None, and the newest order, or None; money in minor units, by the time of the last change."""
    with store.read() as session:
        current = cart.current(session, owner)
        last = orders.last(session, owner)
        lines = [_line(line) for line in current.lines] if current else []
        totals = _totals(session, current) if current and lines else {}
        return {
            "cart": {"lines": lines, **totals} if lines else None,
            "order": _order(last) if last else None,
        }


def _totals(session: Session, current: Cart) -> Json:
    costs = cart.totals(session, current, current.changed_at)
    return {**vars(costs), "discounts": [vars(one) for one in costs.discounts]}


def _line(line: CartLine) -> Json:
    return {
        "product": line.product_id,
        "name": line.product.name,
        "quantity": line.quantity,
        "options": {c.group: c.text for c in line.choices},
        "missing": [option.group_id for option in line.missing()],
        "total": line.total,
    }


def _order(order: Order) -> Json:
    return {
        "number": order.number,
        "first_name": order.first_name,
        "status": order.status.value,
        "discount": order.discount,
        "total": order.total,
        "lines": [
            {
                "product": line.product_id,
                "quantity": line.quantity,
                "options": {c.group: c.text for c in line.choices},
            }
            for line in order.lines
        ],
    }
