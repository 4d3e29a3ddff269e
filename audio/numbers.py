"""Numbers and money as words, where a text has figures that a synthesiser would read badly. Imports nothing of ours.

What the shop words itself has no figures any more; these come from elsewhere, such as a product's description or an address.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from num2words import num2words

SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "₩": "KRW"}
LONGEST = 15
"""Digits of a number that is read as a number; longer ones are read digit by digit"""
_MONEY = re.compile(r"([$€£₩])\s?(\d{1,3}(?:,\d{3})+|\d{1,9})(\.\d\d)?(?![\d.,]*\d)")


def spoken_money(text: str, locale: str) -> str:
    """A text with amounts such as "$4.50" in words; a language without words for them keeps the figures."""
    return _MONEY.sub(lambda found: _amount(found, locale), text)


def said_as(text: str, how: str, locale: str) -> str:
    """A text as SSML's `say-as` wants it said; an unknown way leaves it as it is."""
    say = _WAYS.get(how)
    return say(text.strip(), locale) if say else text


def _amount(found: re.Match[str], locale: str) -> str:
    number = Decimal(found[2].replace(",", "") + (found[3] or ".00"))
    try:
        said = num2words(
            str(number),
            to="currency",
            lang=locale.replace("-", "_"),
            currency=SIGNS[found[1]],
            separator="\n",
        )
    except NotImplementedError:
        return found[0]
    whole, _, part = said.partition("\n")
    parts = [(whole, number // 1), (part, number % 1)]
    return " ".join(words.strip() for words, value in parts if words and value) or whole


def _numbered(kind: str) -> Callable[[str, str], str]:
    def say(text: str, locale: str) -> str:
        digits = text.removesuffix(".").replace(",", "")
        if not digits.isascii() or not digits.isdigit() or len(digits) > LONGEST:
            return text
        try:
            return str(num2words(int(digits), to=kind, lang=locale.replace("-", "_")))
        except NotImplementedError:
            return text

    return say


def _spelled(text: str, _locale: str) -> str:
    """One sign after the other; the commas keep a letter from being read as a word ("a")."""
    return ", ".join(sign.upper() for sign in text if not sign.isspace())


def _apart(text: str, _locale: str) -> str:
    return " ".join(sign for sign in text if sign.isalnum())


_WAYS: dict[str, Callable[[str, str], str]] = {
    "characters": _spelled,
    "spell-out": _spelled,
    "digits": _apart,
    "telephone": _apart,
    "cardinal": _numbered("cardinal"),
    "number": _numbered("cardinal"),
    "ordinal": _numbered("ordinal"),
    "expletive": lambda text, locale: "",
}
"""Amazon's names for them"""
