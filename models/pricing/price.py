"""What a cart costs: the whole calculation, from lines and offers to the total. Pure; imports nothing of ours but this room.

The order of operations is fixed:

1. lines at full price; `subtotal` is their sum;
2. which offers apply by themselves: those in force whose goods, pieces and minimum are in the cart, at full price;
3. which of them are used together: of the sets that go with each other the one that takes most off, of equal ones the
   first of the catalogue;
4. these take off what they give, pieces for nothing first, then percents, then amounts, of one kind in the catalogue's
   order, each of what those before have left;
5. points pay of what is left, whole points and as many as can, if the customer wants that: they are given by the shop
   itself, so what they pay is a reduction of the price as offers are, and is not taxed;
6. tax on what is left of the sum; what is left of it without tax earns new points.

Each step is rounded once, half up (points down), and spread over its lines, so that the sums of lines are the total.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.errors import ShopError
from models.pricing.combine import ways
from models.pricing.eligible import Buyer, obstacle
from models.pricing.errors import NoPoints, OfferError, OfferOutdone, OfferUseless, PointsError
from models.pricing.loyalty import Loyalty
from models.pricing.offers import STAGES, Line, Offer
from models.pricing.reductions import Rest
from models.pricing.rounding import half_up


@dataclass(frozen=True)
class Applied:
    """What an offer takes off."""

    offer: Offer
    by_line: tuple[int, ...]

    @property
    def amount(self) -> int:
        """Of all lines together."""
        return sum(self.by_line)


@dataclass(frozen=True)
class Rules:
    """What prices depend on beside the cart."""

    offers: tuple[Offer, ...] = ()
    """All that the shop has, in the catalogue's order"""
    tax_basis_points: int = 0
    currency: str = "USD"
    loyalty: Loyalty | None = None
    """None if the shop gives no points"""


@dataclass(frozen=True)
class Priced:
    """What a cart costs and why, in minor units."""

    lines: tuple[Line, ...]
    applied: tuple[Applied, ...]
    """In the order in which they were"""
    by_points: tuple[int, ...]
    """What points pay of each line"""
    points: int
    """So many do"""
    earns: int
    """Points to be had for it"""
    tax: int
    refused: tuple[ShopError, ...] = ()
    """Why coupons that were said are not applied, and points do not pay"""

    @property
    def subtotal(self) -> int:
        """All lines at full price."""
        return sum(line.total for line in self.lines)

    @property
    def off(self) -> tuple[int, ...]:
        """What is taken off each line."""
        return tuple(
            map(sum, zip(*(one.by_line for one in self.applied), self.by_points, strict=True))
        )

    @property
    def by_offers(self) -> int:
        """What offers take off all lines together."""
        return sum(one.amount for one in self.applied)

    @property
    def discount(self) -> int:
        """What is taken off all lines together."""
        return sum(self.off)

    @property
    def total(self) -> int:
        """What is paid."""
        return self.subtotal - self.discount + self.tax


def price(
    lines: Sequence[Line],
    rules: Rules,
    said: Collection[str],
    buyer: Buyer,
    now: datetime,
) -> Priced:
    """Return what lines cost with all sales, the coupons `said`, by id, and the points that the buyer wants to spend."""
    meant = [offer for offer in rules.offers if offer.sale or offer.id in said]
    why = {one.id: obstacle(one, lines, buyer, now, rules.currency) for one in meant}
    fit = [offer for offer in meant if why[offer.id] is None]
    applied, rest = _best(lines, fit)
    refused = [why[one.id] or _outdone(one, applied) for one in meant if one.id in said]
    points, by_points, short = _pay(rules.loyalty, buyer, rest)
    left = sum(rest.money)
    earns = rules.loyalty.earned(left) if rules.loyalty and buyer.known else 0
    tax = half_up(left, rules.tax_basis_points, 10_000)
    kept = tuple(error for error in (*refused, short) if error is not None)
    return Priced(tuple(lines), applied, by_points, points, earns, tax, kept)


def _best(lines: Sequence[Line], fit: Sequence[Offer]) -> tuple[tuple[Applied, ...], Rest]:
    """Apply the set of offers that takes most off; what gives nothing beside others is not used."""
    tried = (_applied(lines, chosen) for chosen in ways(fit))
    return max(tried, key=lambda way: sum(one.amount for one in way[0]))


def _applied(lines: Sequence[Line], chosen: Sequence[Offer]) -> tuple[tuple[Applied, ...], Rest]:
    rest = Rest.of(lines)
    ordered = sorted(chosen, key=lambda offer: STAGES.index(offer.kind))  # stable
    applied = [Applied(offer, rest.take(offer)) for offer in ordered]
    return tuple(one for one in applied if one.amount), rest


def _outdone(offer: Offer, applied: Sequence[Applied]) -> OfferError | None:
    """Return why one that would apply by itself is not applied: another is in the way, or has left nothing."""
    if any(one.offer is offer for one in applied):
        return None
    others = [one.offer for one in applied if not one.offer.goes_with(offer)]
    return OfferOutdone(offer.named, others[0].named) if others else OfferUseless(offer.named)


def _pay(
    loyalty: Loyalty | None, buyer: Buyer, rest: Rest
) -> tuple[int, tuple[int, ...], PointsError | None]:
    """Let points pay; how many do, what they pay of each line, and why not if none do."""
    if buyer.points is None:
        return 0, rest.pay(0), None
    if loyalty is None:
        return 0, rest.pay(0), NoPoints()
    try:
        points = loyalty.payable(buyer.points, sum(rest.money))
    except PointsError as error:
        return 0, rest.pay(0), error
    return points, rest.pay(points * loyalty.value), None
