"""The word forms a language needs when it speaks of things; each language has a module of its own beside this.

May import `skills.answer`. A language without a module is spoken by CLDR's rules alone (`plain`).
"""

from collections.abc import Sequence
from datetime import date, time
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from skills.answer import Money
from skills.language.plain import Plain

LONGEST_CODE = 3
"""Letters of a language's code (ISO 639)"""


class Forms(Protocol):
    """How a language says numbers, money, lists and things."""

    @property
    def agreeing(self) -> frozenset[str]:
        """Words whose form depends on the next one ("a", "an")."""

    def agrees(self, word: str, following: str) -> bool:
        """Whether one of these words can stand before another."""

    def plural(self, name: str) -> str:
        """Name several of it ("latte" -> "lattes"); languages without plurals give the name."""

    def number(self, value: int) -> str:
        """Say a number ("twenty one")."""

    def digits(self, value: int) -> str:
        """Say a number digit by digit ("one zero four")."""

    def money(self, value: Money) -> str:
        """Say an amount ("four dollars and fifty cents")."""

    def amount(self, value: Money) -> str:
        """Write an amount for a screen ("$4.50")."""

    def listing(self, things: Sequence[str], last: str) -> str:
        """Join things; `last` stands before the last one ("and", "or")."""

    def item(
        self, name: str, quantity: int, before: Sequence[str], after: Sequence[str], unit: str = ""
    ) -> str:
        """Name so many of a product, with options said before and behind its name; `unit` is what it is counted in."""

    def clock(self, at: time) -> str:
        """Say the time of day ("five thirty in the afternoon")."""

    def day(self, day: date, today: date) -> str:
        """Say which day it is, from today's on ("tomorrow", "on Sunday")."""

    def when(self, day: str, clock: str) -> str:
        """Say a moment by its day, "" for today, and the time of day ("tomorrow at noon")."""

    def span(self, begins: str, ends: str) -> str:
        """Say from when to when, by the times of day."""

    def finished(self, sentence: str) -> str:
        """Make a whole sentence right: what depends on the word before or behind."""


def forms(language: str) -> Forms:
    """Give a language's forms: those of the module of its name, else what CLDR knows of it."""
    name = f"skills.language.{language}"
    if len(language) > LONGEST_CODE or find_spec(name) is None:
        return Plain(language)
    own: Forms = import_module(name).FORMS
    return own
