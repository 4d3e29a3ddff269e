"""Whether an offer applies to a cart, taken by itself, and if not, why.

Pure; imports nothing of ours but offers and errors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from models.money import Money
from models.pricing.errors import (
    OfferBelowMinimum,
    OfferElsewhere,
    OfferError,
    OfferNeedsAccount,
    OfferNotYet,
    OfferOver,
    OfferTooFew,
    OfferUsed,
    OfferUsedUp,
)
from models.pricing.offers import Kind, Line, Offer


@dataclass(frozen=True)
class Uses:
    """How many orders an offer was used for."""

    own: int = 0
    all: int = 0


@dataclass(frozen=True)
class Buyer:
    """Who buys, as far as offers ask."""

    known: bool = True
    """Whether it is a person's account; only then can be counted what they used"""
    uses: Mapping[str, Uses] = field(default_factory=dict)
    """By offer; of those that are not limited nothing"""
    points: int | None = None
    """What they have to pay with; None if they do not want to"""


def obstacle(
    offer: Offer, lines: Sequence[Line], buyer: Buyer, now: datetime, currency: str
) -> OfferError | None:
    """Return why an offer is not applied to these lines; None if it is."""
    return _of_time(offer, now) or _of_buyer(offer, buyer) or _of_lines(offer, lines, currency)


def _of_time(offer: Offer, now: datetime) -> OfferError | None:
    if offer.starts and now < offer.starts:
        return OfferNotYet(offer.named)
    if offer.ends and now >= offer.ends:
        return OfferOver(offer.named)
    return None


def _of_buyer(offer: Offer, buyer: Buyer) -> OfferError | None:
    uses = buyer.uses.get(offer.id, Uses())
    if offer.limit_per_customer is not None:
        if not buyer.known:
            return OfferNeedsAccount(offer.named)
        if uses.own >= offer.limit_per_customer:
            return OfferUsed(offer.named, offer.limit_per_customer)
    if offer.limit is not None and uses.all >= offer.limit:
        return OfferUsedUp(offer.named)
    return None


def _of_lines(offer: Offer, lines: Sequence[Line], currency: str) -> OfferError | None:
    covered = [line for line in lines if offer.covers(line)]
    worth = sum(line.total for line in covered)
    if not worth:
        return OfferElsewhere(offer.named, offer.of)
    if worth < offer.minimum:
        short = Money(offer.minimum - worth, currency)
        return OfferBelowMinimum(offer.named, Money(offer.minimum, currency), short)
    pieces, needed = sum(line.quantity for line in covered), offer.buy + offer.get
    if offer.kind is Kind.BUY_X_GET_Y and pieces < needed:
        return OfferTooFew(offer.named, needed, pieces)
    return None
