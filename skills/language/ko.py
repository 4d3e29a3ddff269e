"""Korean word forms: native and Sino-Korean numbers, measure words, particles. May import `skills.answer`.

Numbers are CLDR's. The wording writes a particle in both forms, as printed Korean does ("을(를)"), and `finished` takes
the one that fits (Standard Korean Grammar: behind a closed syllable the first, behind an open one the second).
"""

import re
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from functools import cache

from babel.dates import format_date
from babel.numbers import format_currency, get_currency_precision
from unicode_rbnf import RbnfEngine

from skills.answer import Money
from skills.language.plain import DAYS_OF_WEEK

NEAR = {0: "오늘", 1: "내일"}
UNIT = "개"
"""What is counted in nothing of its own"""
CURRENCIES = {"KRW": ("원", "전"), "USD": ("달러", "센트"), "EUR": ("유로", "센트")}
NATIVE, SINO = "spellout-cardinal-native-attributive", "spellout-cardinal-sinokorean"
MOST_NATIVE = 99
"""Larger numbers are Sino-Korean before a measure word too"""
_PARTICLE = re.compile(r"(\S)(은|이|을|과|으로|이에요|이라)\((는|가|를|와|로|예요|라)\)")
_CLOSED_DIGITS = frozenset("013678")
"""Read as 영, 일, 삼, 육, 칠, 팔"""
_FIRST, _LAST, _FINALS, _RIEUL = 0xAC00, 0xD7A3, 28, 8
"""Hangul syllables in Unicode: blocks of 28 by their final consonant; that of 로 takes an open form"""


@cache
def _spelled(value: int, ruleset: str) -> str:
    found = RbnfEngine.for_language("ko").format_number(value).text_by_ruleset
    return "".join(found[ruleset].split())


class Korean:
    """How Korean says numbers, money, lists and things."""

    agreeing: frozenset[str] = frozenset()

    def agrees(self, word: str, following: str) -> bool:
        """No word's form depends on the next one."""
        return True

    def plural(self, name: str) -> str:
        """Things counted have no plural."""
        return name

    def number(self, value: int) -> str:
        """Say a number, Sino-Korean."""
        return _spelled(value, SINO)

    def digits(self, value: int) -> str:
        """Say a number digit by digit, zero as on the telephone."""
        return " ".join("공" if d == "0" else self.number(int(d)) for d in str(value))

    def money(self, value: Money) -> str:
        """Say an amount; a currency without a Korean name is said by its code."""
        whole, part = divmod(abs(value.amount), 10 ** get_currency_precision(value.currency))
        unit, cent = CURRENCIES.get(value.currency, (value.currency, ""))
        said = [f"{self.number(n)} {name}" for n, name in ((whole, unit), (part, cent)) if n]
        return ("마이너스 " if value.amount < 0 else "") + (" ".join(said) or f"영 {unit}")

    def amount(self, value: Money) -> str:
        """Write an amount with the currency's sign."""
        units = Decimal(value.amount).scaleb(-get_currency_precision(value.currency))
        return format_currency(units, value.currency, locale="ko_KR")

    def listing(self, things: Sequence[str], last: str) -> str:
        """Join things; a particle ("과(와)") goes to the word before, a word stands alone."""
        if len(things) < 2:
            return "".join(things)
        space = "" if _PARTICLE.fullmatch(f"가{last}") else " "
        return f"{', '.join(things[:-1])}{space}{last} {things[-1]}"

    def item(
        self, name: str, quantity: int, before: Sequence[str], after: Sequence[str], unit: str = ""
    ) -> str:
        """Name so many of it: "오트밀크 넣고 설탕 안 넣은 라지 라떼 두 잔"."""
        put = [f"{option} 넣고" for option in after[:-1]] + [
            f"{option} 넣은" for option in after[-1:]
        ]
        ruleset = NATIVE if quantity <= MOST_NATIVE else SINO
        return " ".join((*put, *before, name, _spelled(quantity, ruleset), unit or UNIT))

    def clock(self, at: time) -> str:
        """Say the time of day: native hours, Sino-Korean minutes."""
        part = "오전" if at.hour < 12 else "오후"
        hour = _spelled((at.hour + 11) % 12 + 1, NATIVE)
        return f"{part} {hour} 시" + (f" {self.number(at.minute)} 분" if at.minute else "")

    def day(self, day: date, today: date) -> str:
        """Say which day it is."""
        ahead = (day - today).days
        if ahead in NEAR:
            return NEAR[ahead]
        return format_date(day, "EEEE" if ahead < DAYS_OF_WEEK else "MMMM d일", locale="ko")

    def when(self, day: str, clock: str) -> str:
        """Say a moment."""
        return f"{day} {clock}에".strip()

    def span(self, begins: str, ends: str) -> str:
        """Say from when to when."""
        return f"{begins}부터 {ends}까지"

    def finished(self, sentence: str) -> str:
        """Choose the particles' forms."""
        return _PARTICLE.sub(_fitting, sentence)


def _fitting(found: re.Match[str]) -> str:
    before, closed, opened = found.groups()
    final = (ord(before) - _FIRST) % _FINALS if _FIRST <= ord(before) <= _LAST else 0
    is_closed = bool(final) or before in _CLOSED_DIGITS
    if closed == "으로" and (final == _RIEUL or before in "178"):
        is_closed = False
    return before + (closed if is_closed else opened)


FORMS = Korean()
