"""What a cart of the store costs: joins the calculation with the offers of the shelf, what was used, and points.

Imports nothing of ours but the carts' tables, the shelf, visits and this room. It runs no statement of its own but one
if an offer that comes into question is limited, and one if points are to pay.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy.orm import Session

from models import edition
from models.cart_tables import Cart
from models.pricing import points, redemptions
from models.pricing.eligible import Buyer
from models.pricing.loyalty import Loyalty
from models.pricing.offers import Line, Offer
from models.pricing.price import Applied, Priced, Rules, price
from models.visits import counter_of


@dataclass(frozen=True)
class Discount:
    """What an offer takes off a cart, to be told."""

    offer: str
    name: str
    amount: int


@dataclass(frozen=True)
class Totals:
    """What a cart costs, in minor units."""

    subtotal: int = 0
    """All lines at full price"""
    tax: int = 0
    total: int = 0
    """What is paid: the subtotal without the discounts, and tax"""
    discounts: tuple[Discount, ...] = ()
    points: int = 0
    """So many pay a part"""
    points_worth: int = 0
    """What they pay"""

    @classmethod
    def of(cls, cost: Priced) -> Self:
        """Return what is told of a calculation."""
        paid = (cost.points, sum(cost.by_points))
        return cls(cost.subtotal, cost.tax, cost.total, _discounts(cost.applied), *paid)


def priced(
    session: Session,
    cart: Cart,
    now: datetime,
    said: Collection[str] | None = None,
    *,
    paying: bool = False,
) -> Priced:
    """Return what a cart costs with its coupons, or with those `said` in their place.

    Points pay if the cart says so, or `paying` does.
    """
    said = cart.coupons if said is None else said
    shop, offers = edition.shop(session), edition.offers(session)
    rules = Rules(offers, shop.tax_basis_points, shop.currency, Loyalty.read(shop.loyalty))
    meant = [offer for offer in offers if offer.sale or offer.id in said]
    known = counter_of(cart.owner) is None
    pays = known and (paying or cart.use_points)
    have = points.balance(session, cart.owner, now) if pays else None
    buyer = Buyer(known, redemptions.uses(session, cart.owner, meant), have)
    return price(lines(cart), rules, said, buyer, now)


def lines(cart: Cart) -> tuple[Line, ...]:
    """Return the lines as prices see them."""
    return tuple(
        Line(one.product_id, one.product.category_id, one.quantity, one.unit_price)
        for one in cart.lines
    )


def offer_of_id(session: Session, offer_id: str) -> Offer | None:
    """Return an offer of the catalogue, if it still has it."""
    return next((one for one in edition.offers(session) if one.id == offer_id), None)


def _discounts(applied: Collection[Applied]) -> tuple[Discount, ...]:
    """Return what is to be told of offers that are applied."""
    return tuple(Discount(one.offer.id, one.offer.name, one.amount) for one in applied)
