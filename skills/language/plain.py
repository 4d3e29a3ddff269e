"""Word forms of a language that has none of its own here: CLDR's, and no plurals. May import `skills.answer`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from babel.dates import format_date, format_time
from babel.numbers import format_currency, get_currency_precision
from unicode_rbnf import RbnfEngine

from skills.answer import Money

DAYS_OF_WEEK = 7
"""Of days nearer than this the name is enough"""


@dataclass(frozen=True)
class Plain:
    """How a language says numbers, money, lists and things, as far as CLDR knows it."""

    language: str
    agreeing: frozenset[str] = frozenset()

    def agrees(self, word: str, following: str) -> bool:
        """No word's form depends on the next one."""
        return True

    def plural(self, name: str) -> str:
        """Give the name: what several are called is not known."""
        return name

    def number(self, value: int) -> str:
        """Say a number."""
        return str(RbnfEngine.for_language(self.language).format_number(value).text)

    def digits(self, value: int) -> str:
        """Say a number digit by digit."""
        return " ".join(self.number(int(d)) for d in str(value))

    def money(self, value: Money) -> str:
        """Name an amount, in figures."""
        return format_currency(
            _units(value), value.currency, locale=self.language, format_type="name"
        )

    def amount(self, value: Money) -> str:
        """Write an amount with the currency's sign."""
        return format_currency(_units(value), value.currency, locale=self.language)

    def listing(self, things: Sequence[str], last: str) -> str:
        """Join things with commas and a last word."""
        head, tail = things[:-1], "".join(things[-1:])
        return f"{', '.join(head)} {last} {tail}" if head else tail

    def item(
        self, name: str, quantity: int, before: Sequence[str], after: Sequence[str], unit: str = ""
    ) -> str:
        """Name so many of it, options around the name as in the catalogue."""
        return " ".join(filter(None, (self.number(quantity), unit, *before, name, *after)))

    def clock(self, at: time) -> str:
        """Write the time of day."""
        return format_time(at, "short", locale=self.language)

    def day(self, day: date, today: date) -> str:
        """Name the day of the week, or the date where it is farther off."""
        near = (day - today).days < DAYS_OF_WEEK
        return format_date(day, "EEEE" if near else "long", locale=self.language)

    def when(self, day: str, clock: str) -> str:
        """Name day and time."""
        return f"{day} {clock}".strip()

    def span(self, begins: str, ends: str) -> str:
        """Name begin and end."""
        return f"{begins} \u2013 {ends}"

    def finished(self, sentence: str) -> str:
        """Leave the sentence as it is."""
        return sentence


def _units(value: Money) -> Decimal:
    return Decimal(value.amount).scaleb(-get_currency_precision(value.currency))
