"""Verbs on a customer's points: tell what there is, let them pay for the cart, or not.

Imports nothing of ours but the cart, its rows, the edition, visits and this room. Whose points they are must be
known: a visit at a counter is anybody's.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models import cart_rows, edition
from models.cart import current, filled
from models.pricing import points, till
from models.pricing.errors import NoPoints, PointsError, PointsNeedAccount
from models.pricing.loyalty import Loyalty
from models.pricing.price import Priced
from models.visits import counter_of


@dataclass(frozen=True)
class Purse:
    """What a customer has."""

    points: int
    """Less than none if some are owed"""
    loyalty: Loyalty


def held(session: Session, owner: str, now: datetime) -> Purse:
    """Return the points of a customer; raises `NoPoints` or `PointsNeedAccount`."""
    rules = _rules(session, owner)
    return Purse(points.balance(session, owner, now), rules)


def use(session: Session, owner: str, now: datetime) -> Priced:
    """Let points pay for the cart, and return what it costs then.

    Raises what `held` does, `EmptyCart`, `PointsTooFew` or `NothingToPay`.
    """
    _rules(session, owner)
    cart = filled(session, owner)
    cost = till.priced(session, cart, now, paying=True)
    for error in cost.refused:
        if isinstance(error, PointsError):
            raise error
    if not cart.use_points:
        cart.use_points = True
        cart_rows.wish(session, cart, now)
    return cost


def keep(session: Session, owner: str, now: datetime) -> None:
    """Let no points pay any more; raises `NoPoints` or `PointsNeedAccount`."""
    _rules(session, owner)
    cart = current(session, owner)
    if cart is not None and cart.use_points:
        cart.use_points = False
        cart_rows.wish(session, cart, now)


def _rules(session: Session, owner: str) -> Loyalty:
    rules = Loyalty.read(edition.shop(session).loyalty)
    if rules is None:
        raise NoPoints
    if counter_of(owner) is not None:
        raise PointsNeedAccount
    return rules
