"""English word forms. May import `skills.answer`."""

import re
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from unittest.mock import patch

import typeguard
from babel.dates import format_date
from babel.numbers import format_currency, get_currency_precision
from unicode_rbnf import RbnfEngine

from skills.answer import Money
from skills.language.plain import DAYS_OF_WEEK

if TYPE_CHECKING:
    import inflect

CURRENCIES = {"USD": ("dollar", "cent"), "EUR": ("euro", "cent"), "GBP": ("pound", "penny")}
PLURALS = {  # where the library goes wrong
    "americano": "americanos",
    "macchiato": "macchiatos",
    "penny": "pence",
}

WHOLE = {0: "midnight", 12: "noon"}
PARTS = ((12, "in the morning"), (18, "in the afternoon"), (24, "in the evening"))
"""Until which hour it is so"""
NEAR = {0: "today", 1: "tomorrow"}


@cache
def _inflect() -> "inflect.engine":
    """The library, without its arguments' checks: typeguard parses its source once for each method, two seconds."""
    with patch.object(typeguard, "typechecked", lambda method: method):
        import inflect
    return inflect.engine()


@cache
def _rbnf() -> RbnfEngine:
    return RbnfEngine.for_language("en")


@lru_cache(maxsize=4096)
def _article(word: str) -> str:
    return str(_inflect().a(word)).split()[0]


@lru_cache(maxsize=4096)  # names end in few words, and the library takes its time for each
def _plural_word(word: str) -> bool:
    return bool(_inflect().singular_noun(word))


def _thing(name: str) -> tuple[str, str]:
    """What is counted, and what it is of: "bottle", " of water"."""
    found = re.search(r" (of|from|with|in|for) ", name)
    return (name[: found.start()], name[found.start() :]) if found else (name, "")


def _is_plural(name: str) -> bool:
    return _plural_word(_thing(name)[0].rpartition(" ")[2])


@lru_cache(maxsize=4096)
def _several(word: str) -> str:
    if word in PLURALS:
        return PLURALS[word]
    return word if _plural_word(word) else str(_inflect().plural_noun(word))


@lru_cache(maxsize=1024)
def _spelled(value: int) -> str:
    return str(_rbnf().format_number(value).text).replace("-", " ")


class English:
    """How English says numbers, money, lists and things."""

    agreeing = frozenset({"a", "an"})

    def agrees(self, word: str, following: str) -> bool:
        """Whether "a" or "an" can stand before a word ("an hour", "a one")."""
        return _article(following) == word and following not in self.agreeing

    def plural(self, name: str) -> str:
        """Name several of it; a name that is plural already stays."""
        thing, rest = _thing(name)
        head, space, last = thing.rpartition(" ")
        return f"{head}{space}{_several(last)}{rest}"

    def number(self, value: int) -> str:
        """Say a number without hyphens, as a recogniser writes it."""
        return _spelled(value)

    def digits(self, value: int) -> str:
        """Say a number digit by digit."""
        return " ".join(self.number(int(d)) for d in str(value))

    def money(self, value: Money) -> str:
        """Say an amount; a currency without English names is said by its code."""
        whole, part = divmod(abs(value.amount), 10 ** get_currency_precision(value.currency))
        unit, cent = CURRENCIES.get(value.currency, (value.currency, "hundredth"))
        said = [self._count(n, name) for n, name in ((whole, unit), (part, cent)) if n]
        sign = "minus " if value.amount < 0 else ""
        return sign + (" and ".join(said) or f"zero {self.plural(unit)}")

    def amount(self, value: Money) -> str:
        """Write an amount with the currency's sign."""
        units = Decimal(value.amount).scaleb(-get_currency_precision(value.currency))
        return format_currency(units, value.currency, locale="en_US")

    def listing(self, things: Sequence[str], last: str) -> str:
        """Join things with commas and a last word."""
        if len(things) < 2:
            return "".join(things)
        return f"{', '.join(things[:-1])} {last} {things[-1]}"

    def item(
        self, name: str, quantity: int, before: Sequence[str], after: Sequence[str], unit: str = ""
    ) -> str:
        """Name it as a barista reads it back: "two large lattes with oat milk"."""
        plural = _is_plural(name)
        words = " ".join((*before, name if quantity == 1 else self.plural(name)))
        count = self.number(quantity)
        if quantity == 1 and not plural:
            count = _article(words)
        behind = f" with {self.listing(after, 'and')}" if after else ""
        return f"{count} {words}{behind}"

    def clock(self, at: time) -> str:
        """Say the time of day."""
        if not at.minute and at.hour in WHOLE:
            return WHOLE[at.hour]
        minute = f" oh {self.number(at.minute)}" if at.minute < 10 else f" {self.number(at.minute)}"
        part = next(name for until, name in PARTS if at.hour < until)
        return f"{self.number((at.hour + 11) % 12 + 1)}{minute if at.minute else ''} {part}"

    def day(self, day: date, today: date) -> str:
        """Say which day it is."""
        ahead = (day - today).days
        if ahead in NEAR:
            return NEAR[ahead]
        return f"on {format_date(day, 'EEEE' if ahead < DAYS_OF_WEEK else 'MMMM d', locale='en')}"

    def when(self, day: str, clock: str) -> str:
        """Say a moment."""
        return f"{day} at {clock}".strip()

    def span(self, begins: str, ends: str) -> str:
        """Say from when to when."""
        return f"from {begins} to {ends}"

    def finished(self, sentence: str) -> str:
        """Leave the sentence as it is."""
        return sentence

    def _count(self, number: int, name: str) -> str:
        alone = number == 1 or name.isupper()  # "500 JPY"
        return f"{self.number(number)} {name if alone else self.plural(name)}"


FORMS = English()
