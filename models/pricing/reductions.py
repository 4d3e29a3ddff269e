"""What each kind of offer takes off each line. Pure; imports nothing of ours but offers and rounding."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.pricing.offers import Kind, Line, Offer
from models.pricing.rounding import half_up, spread


@dataclass
class Rest:
    """What is left of some lines to take something off: money of each, and pieces that are paid for."""

    lines: Sequence[Line]
    money: list[int]
    pieces: list[int]

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Rest":
        """All of it."""
        return cls(lines, [line.total for line in lines], [line.quantity for line in lines])

    def take(self, offer: Offer) -> tuple[int, ...]:
        """Take off what an offer gives, and return how much of each line that is."""
        covered = [place for place, line in enumerate(self.lines) if offer.covers(line)]
        given = self._pieces if offer.kind is Kind.BUY_X_GET_Y else self._share
        off = given(offer, covered)
        self.money = [left - less for left, less in zip(self.money, off, strict=True)]
        return tuple(off)

    def pay(self, most: int) -> tuple[int, ...]:
        """Take off at most so much of all lines together, and return how much of each that is."""
        off = spread(min(most, sum(self.money)), self.money)
        self.money = [left - less for left, less in zip(self.money, off, strict=True)]
        return tuple(off)

    def _share(self, offer: Offer, covered: Sequence[int]) -> list[int]:
        """A part of what is covered, or an amount, rounded once and then spread over the lines."""
        worth = sum(self.money[place] for place in covered)
        percent = offer.kind is Kind.PERCENT
        total = half_up(worth, offer.percent, 100) if percent else min(offer.amount, worth)
        off = [0] * len(self.lines)
        parts = spread(total, [self.money[place] for place in covered])
        for place, part in zip(covered, parts, strict=True):
            off[place] = part
        return off

    def _pieces(self, offer: Offer, covered: Sequence[int]) -> list[int]:
        """Of each `buy` and `get` pieces the cheapest; a piece that was given is not counted again."""
        free = sum(self.pieces[p] for p in covered) // (offer.buy + offer.get) * offer.get
        off = [0] * len(self.lines)
        for place in sorted(covered, key=lambda p: (self.lines[p].unit_price, p)):
            given = min(free, self.pieces[place])
            off[place] = given * self.lines[place].unit_price
            self.pieces[place] -= given
            free -= given
        return off
