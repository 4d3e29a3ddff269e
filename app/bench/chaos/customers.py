"""The people of a run: each comes, orders, listens to what is read back, and says yes only to what was meant.

Imports talks, lines, evidence and plan. An order counts as accepted when its customer was told a number, and only then.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from app.bench.chaos.evidence import Bought, Evidence
from app.bench.chaos.line import NoAnswer
from app.bench.chaos.plan import Basket, Person, spoken
from app.bench.chaos.talk import Ear, Talk, say

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_NUMBER = re.compile(rf"[Oo]rder (?:number is )?((?:(?:{'|'.join(DIGITS)}) ?)+)")
_ITEMS = re.compile(": (.*), to pick up (?:here|at )")
TRIES = 6
"""Times that a person begins again when the shop did not get what was meant"""


def number_in(speech: str) -> int | None:
    """The order number that is said digit by digit."""
    found = _NUMBER.search(speech)
    return int("".join(str(DIGITS.index(w)) for w in found[1].split())) if found else None


def means(read_back: str, basket: Basket) -> bool:
    """Whether what is read back is what was meant, no more and no less."""
    found = _ITEMS.search(read_back)
    items = set(re.split(", | and ", found[1])) if found else set()
    return items == {spoken(product, pieces) for product, pieces in basket}


@dataclass
class Customers:
    """Serves one person after another."""

    evidence: Evidence
    ear: Ear
    talk_for: Callable[[Person], Talk]

    def serve(self, person: Person) -> None:
        """All orders of a person; raises `Refusal` where the shop breaks its own protocol."""
        for number, basket in enumerate(person.baskets):
            try:
                self._order(person, self.talk_for(person), basket)
                if number == person.withdraws_after:
                    self._stop(person, self.talk_for(person))
            except NoAnswer:
                self.evidence.count("gave_up")
            if self.evidence.ended.is_set():
                return

    def _order(self, person: Person, talk: Talk, basket: Basket) -> None:
        self._fill(talk, basket)
        for _ in range(TRIES):
            read_back = self._asked_to_pay(talk)
            if not means(read_back, basket):
                self.evidence.count("corrected")
                self._say(talk, "no")
                self._say(talk, "empty my cart")
                self._fill(talk, basket)
            elif number := self._yes(person, talk):
                self.evidence.buy(Bought(person.name, person.owner, number, basket))
                return
            else:
                self.evidence.count("yes_without_order")
        raise NoAnswer

    def _fill(self, talk: Talk, basket: Basket) -> None:
        for product, pieces in basket:
            self._say(talk, spoken(product, pieces))

    def _asked_to_pay(self, talk: Talk) -> str:
        speech = self._say(talk, "check out")
        return self._say(talk, "sophia") if talk.question == "name" else speech

    def _yes(self, person: Person, talk: Talk) -> int | None:
        try:
            return number_in(self._say(talk, "yes"))
        except NoAnswer:
            self.evidence.doubt(person.owner)
            raise

    def _stop(self, person: Person, talk: Talk) -> None:
        self.evidence.withdraw(person.owner, begun := monotonic())
        self._say(talk, "stop telling me")
        self.evidence.withdraw(person.owner, begun, monotonic())

    def _say(self, talk: Talk, words: str) -> str:
        return say(talk, words, self.ear, self.evidence)
