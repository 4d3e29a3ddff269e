"""The order of a cart: its lines, names and prices frozen, with the offers and points that took something off.

Imports nothing of ours but the tables of carts and orders, fulfilment and pricing.
"""

from datetime import datetime
from typing import Any

from models.cart_tables import Cart, CartLine
from models.fulfilment import Actor, OrderStatus
from models.order_tables import Order, OrderLine
from models.pricing import redemptions
from models.pricing.price import Applied, Priced


def frozen(
    cart: Cart,
    cost: Priced,
    seller: str,
    currency: str,
    number: int,
    first_name: str | None,
    now: datetime,
) -> Order:
    """Return the order of a cart at what it costs, received now."""
    order = Order(
        number=number,
        cart_id=cart.id,
        owner=cart.owner,
        first_name=first_name,
        placed_at=now,
        seller=seller,
        currency=currency,
        subtotal=cost.subtotal,
        discount=cost.discount,
        discounts=[_kept(one) for one in cost.applied],
        points=cost.points,
        points_worth=sum(cost.by_points),
        earns=cost.earns,
        tax=cost.tax,
        total=cost.total,
        lines=[_line(line, place, cost.off[place]) for place, line in enumerate(cart.lines)],
    )
    order.move_to(OrderStatus.RECEIVED, now, Actor.CUSTOMER)
    return order


def _kept(applied: Applied) -> dict[str, Any]:
    """Return an offer that was applied, as an order keeps it."""
    offer, counted = applied.offer, redemptions.counted(applied.offer)
    return {"offer": offer.id, "name": offer.name, "amount": applied.amount, "counted": counted}


def _line(line: CartLine, position: int, discount: int) -> OrderLine:
    """Return the frozen copy of a line."""
    return OrderLine(
        position=position,
        product_id=line.product_id,
        product_name=line.product.name,
        quantity=line.quantity,
        choices=line.choices,
        unit_price=line.unit_price,
        discount=discount,
    )
