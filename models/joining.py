"""What a visit at a counter had goes along to the account that it turned out to be.

Imports nothing of ours but the cart, its rows, and what ordering again puts into one.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from models import cart, cart_rows
from models.cart_tables import Cart
from models.reorders import Again, Reordered, put


def join(session: Session, visit: str, account: str, now: datetime) -> Reordered:
    """Put what is in a visit's cart into the account's, with its coupons and its time, and leave the visit's empty.

    What the account's cart has stays; what it cannot take, as there would be too much of it, is returned as left out.
    """
    brought = cart.current(session, visit)
    if brought is None or not brought.lines:
        return Reordered((), (), ())
    wanted = [Again(one.product, one.quantity, one.choices) for one in brought.lines]
    found = put(session, account, wanted, now)
    if found.lines:
        _wish(session, cart.filled(session, account), brought, now)
    cart.empty(session, visit, now)
    return found


def _wish(session: Session, into: Cart, brought: Cart, now: datetime) -> None:
    """Note the coupons that were said in the visit, and when the customer comes."""
    coupons = [*into.coupons, *(one for one in brought.coupons if one not in into.coupons)]
    pickup_at = brought.pickup_at or into.pickup_at
    if (coupons, pickup_at) != (into.coupons, into.pickup_at):
        into.coupons, into.pickup_at = coupons, pickup_at
        cart_rows.wish(session, into, now)
