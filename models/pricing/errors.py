"""Why an offer is not applied, or points do not pay; `models.errors` has all other refusals.

Imports nothing of ours but errors and money.

* ShopError
  + OfferError
    - UnknownCoupon
    - NoCoupon
    - OfferNotYet
    - OfferOver
    - OfferNeedsAccount
    - OfferUsed
    - OfferUsedUp
    - OfferElsewhere
    - OfferTooFew
    - OfferBelowMinimum
    - OfferOutdone
    - OfferUseless
  + PointsError
    - NoPoints
    - PointsNeedAccount
    - PointsTooFew
    - PointsGone
    - NothingToPay
"""

from dataclasses import dataclass

from models.errors import Named, ShopError
from models.money import Money


class OfferError(ShopError):
    """An offer is not applied."""


@dataclass(eq=False)
class UnknownCoupon(OfferError):
    """No coupon has this name or code."""

    says = "there is no coupon {words!r}"
    words: str

    @property
    def guess(self) -> str:
        """Whoever says a code that is none may be guessing."""
        return "coupon"


class NoCoupon(OfferError):
    """No coupon is used for the cart."""

    says = "the cart has no coupon"


@dataclass(eq=False)
class OfferNotYet(OfferError):
    """It has not begun."""

    says = "{offer} has not begun"
    offer: Named


@dataclass(eq=False)
class OfferOver(OfferError):
    """It has ended."""

    says = "{offer} has ended"
    offer: Named


@dataclass(eq=False)
class OfferNeedsAccount(OfferError):
    """It may be used so often by each customer, and who this is is not known."""

    says = "{offer} is for customers who are known"
    offer: Named


@dataclass(eq=False)
class OfferUsed(OfferError):
    """This customer has used it as often as one may."""

    says = "{offer} may be used {times} times by one customer"
    offer: Named
    times: int


@dataclass(eq=False)
class OfferUsedUp(OfferError):
    """All customers together have used it as often as it may be."""

    says = "{offer} is used up"
    offer: Named


@dataclass(eq=False)
class OfferElsewhere(OfferError):
    """Nothing that it is for is in the cart."""

    says = "{offer} is for {of}, and there is none in the cart"
    offer: Named
    of: tuple[str, ...]


@dataclass(eq=False)
class OfferTooFew(OfferError):
    """Fewer pieces are in the cart than give one for nothing."""

    says = "{offer} needs {needed} pieces, {found} are in the cart"
    offer: Named
    needed: int
    found: int


@dataclass(eq=False)
class OfferBelowMinimum(OfferError):
    """Less is in the cart than it asks for."""

    says = "{offer} needs {minimum}, {short} more than there is"
    offer: Named
    minimum: Money
    short: Money


@dataclass(eq=False)
class OfferOutdone(OfferError):
    """It cannot be used together with another one, which takes more off."""

    says = "{offer} does not go with {other}, which takes more off"
    offer: Named
    other: Named


@dataclass(eq=False)
class OfferUseless(OfferError):
    """It applies, and there is nothing left that it could take off."""

    says = "{offer} takes nothing off"
    offer: Named


class PointsError(ShopError):
    """Points do not pay."""


class NoPoints(PointsError):
    """The shop gives no points."""

    says = "the shop gives no points"


class PointsNeedAccount(PointsError):
    """Points are a customer's, and who this is is not known."""

    says = "points are for customers who are known"


@dataclass(eq=False)
class PointsTooFew(PointsError):
    """One may not pay with so few."""

    says = "points pay from {minimum} on, there are {have}"
    have: int
    minimum: int


@dataclass(eq=False)
class PointsGone(PointsError):
    """Another order of the customer has just spent them."""

    says = "{wanted} points were to be spent, there are {have}"
    wanted: int
    have: int


class NothingToPay(PointsError):
    """Offers leave less to pay than a point is worth."""

    says = "there is nothing that a point could pay"
