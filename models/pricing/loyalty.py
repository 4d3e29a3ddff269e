"""What points are worth, by the rules of the shop. Pure; imports nothing of ours but errors.

Points are whole and are earned by what is paid for goods: after offers and points, without tax. A point is spent only if
it pays its whole value.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from models.pricing.errors import NothingToPay, PointsTooFew


@dataclass(frozen=True)
class Loyalty:
    """The rules; money is minor units."""

    points: int
    spent: int
    """So many points for each amount of this"""
    value: int
    """What a point pays"""
    minimum: int = 1
    """What one must have to pay with any"""
    expires_days: int | None = None
    """How long points last; None for ever"""

    @classmethod
    def read(cls, kept: Mapping[str, Any] | None) -> Self | None:
        """Read what the catalogue says, if it says anything."""
        return None if kept is None else cls(**kept)

    def earned(self, paid: int) -> int:
        """Return the points that an amount earns."""
        return paid * self.points // self.spent

    def payable(self, have: int, money: int) -> int:
        """Return how many of the points that one has pay for a sum.

        Raises `PointsTooFew` if one may not pay with so few, `NothingToPay` if the sum is less than a point's value.
        """
        if have < self.minimum:
            raise PointsTooFew(max(0, have), self.minimum)
        points = min(have, money // self.value)
        if not points:
            raise NothingToPay
        return points

    def ends(self, earned_at: datetime) -> datetime | None:
        """Return the moment from which on points are gone."""
        return None if self.expires_days is None else earned_at + timedelta(days=self.expires_days)
