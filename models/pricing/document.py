"""The shape of offers and of points in a catalogue file. Imports nothing of ours but the fields' kinds and offers.

Rules between fields are in `checks`.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from models.catalog_fields import Count, Entry, Id, Money, Name
from models.pricing.offers import Kind

MOST_OFFERS = 24
"""Of a catalogue"""
MOST_WAYS = 128
"""In which its offers can be used together: which one takes most off is tried out"""


def _moment(text: str) -> str:
    """Refuse what names no moment that is the same everywhere."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError("must be a time with its zone (ISO 8601), as 2026-12-24T18:00-05:00")
    return text


Moment = Annotated[str, Field(max_length=40), AfterValidator(_moment)]


class CodeEntry(Entry):
    """A code of a coupon, as it is written and as it is said."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9]{2,19}[0-9]$")]
    """With a digit at its end: it is typed, and no misspelt word is taken for it"""
    spoken: Annotated[list[Name], Field(min_length=1)]


class OfferEntry(Entry):
    """A sale or a coupon."""

    id: Id
    name: Name
    sale: bool = False
    """Applies by itself; else it is a coupon, which must be said"""
    codes: list[CodeEntry] = []
    """Of a coupon, which can be said by its name too if it is `listed`"""
    listed: bool = True
    """Whether a coupon is told to whoever asks, and found as the best one"""
    kind: Literal["buy_x_get_y", "percent", "amount"]
    percent: Annotated[int, Field(ge=1, le=100)] | None = None
    amount: Annotated[Money, Field(ge=1)] | None = None
    buy: Count | None = None
    get: Count | None = None
    products: list[Id] = []
    categories: list[Id] = []
    """What it is for, categories with all below them; without any it is for everything"""
    minimum: Money = 0
    """What must be in the cart of that, at full price"""
    starts: Moment | None = None
    ends: Moment | None = None
    """The moment from which on it is over"""
    limit: Annotated[int, Field(ge=1, le=100_000_000)] | None = None
    """Orders that it may be used for, of all customers together"""
    limit_per_customer: Count | None = None
    """The same of one customer, who must be known then: an account"""
    stacks_with: list[Id] | Literal["all"] = []
    """Offers that it may be used together with; it is enough that one of two says so"""


class LoyaltyEntry(Entry):
    """Points that customers get for what they buy, and pay with."""

    points: Count
    """So many for each `spent`"""
    spent: Annotated[Money, Field(ge=1)]
    value: Annotated[Money, Field(ge=1)]
    """What a point pays"""
    minimum: Count = 1
    """What one must have to pay with any"""
    expires_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    """How long points last; null: for ever"""


NEEDED = {
    Kind.PERCENT: ("percent",),
    Kind.AMOUNT: ("amount",),
    Kind.BUY_X_GET_Y: ("buy", "get"),
}
"""Fields that each kind must have, and no other may"""
