"""What an offer is: a sale, which applies by itself, or a coupon, which must be said. Imports nothing of ours but errors.

Offers are data of the catalogue; this is one as the calculation sees it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from models.errors import Named


class Kind(StrEnum):
    """What an offer does; in this order, which is that of the calculation."""

    BUY_X_GET_Y = "buy_x_get_y"
    PERCENT = "percent"
    AMOUNT = "amount"


STAGES = tuple(Kind)


@dataclass(frozen=True)
class Line:
    """Some pieces of one product at one price."""

    product_id: str
    category_id: str
    quantity: int
    unit_price: int

    @property
    def total(self) -> int:
        """What they cost before anything is taken off."""
        return self.quantity * self.unit_price


@dataclass(frozen=True)
class Offer:
    """A rule by which something is taken off a price; money is minor units."""

    id: str
    name: str
    kind: Kind
    sale: bool = False
    """Applies by itself"""
    listed: bool = True
    """Told to whoever asks what there is; else only those who have its code know it"""
    said: tuple[str, ...] = ()
    """What a coupon is called, and its codes, in normalised words"""
    percent: int = 0
    amount: int = 0
    buy: int = 0
    get: int = 0
    """Of so many pieces bought and got, the cheapest are free"""
    products: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    """What it is for, categories with all below them; if both are empty, everything"""
    of: tuple[str, ...] = ()
    """What it is for, by name"""
    minimum: int = 0
    """What must be in the cart of that, before anything is taken off"""
    starts: datetime | None = None
    ends: datetime | None = None
    """From `starts` on, and before `ends`"""
    limit: int | None = None
    """Orders that it may be used for, of all customers"""
    limit_per_customer: int | None = None
    stacks_with: frozenset[str] = frozenset()
    stacks_with_all: bool = False

    @property
    def named(self) -> Named:
        """For errors."""
        return Named(self.id, self.name)

    @property
    def limited(self) -> bool:
        """Whether its uses must be counted."""
        return self.limit is not None or self.limit_per_customer is not None

    def in_force(self, now: datetime) -> bool:
        """Whether it has begun and not ended."""
        return not (self.starts and now < self.starts) and not (self.ends and now >= self.ends)

    def covers(self, line: Line) -> bool:
        """Whether it is for what is in a line."""
        everything = not self.products and not self.categories
        return everything or line.product_id in self.products or line.category_id in self.categories

    def goes_with(self, other: "Offer") -> bool:
        """Whether both may be used for one order: it is enough that one of them says so."""
        return (
            self.stacks_with_all
            or other.stacks_with_all
            or other.id in self.stacks_with
            or self.id in other.stacks_with
        )

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Read what `load.rows` wrote."""
        times = {key: datetime.fromisoformat(kept[key]) for key in ("starts", "ends") if kept[key]}
        sets = {key: frozenset(kept[key]) for key in ("products", "categories", "stacks_with")}
        said = {key: tuple(kept[key]) for key in ("said", "of")}
        plain = {**kept, "kind": Kind(kept["kind"]), "starts": None, "ends": None}
        return cls(**plain | times | sets | said)
