"""What follows what in the samples of an intent, and what it costs to say it otherwise. Imports this room only.

Costs are set by hand: one word that no sample has may pass in a sentence of four, two may pass in one of eight.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from app.emulator.exact import Sample, slot_of
from app.emulator.model import Intent, words_of

START, END = "^", "$"

FILLER = 0.1
WORD_NOT_USUAL = 0.7  # a word of the intent, but not behind this one
NOT_USUAL = 0.55  # a slot of the intent, but not behind this word
USUAL_ELSEWHERE = 0.2  # another slot of its type is
OUT_OF_ORDER = 0.5  # a slot behind one that it stands before in all samples
PART_OF_NAME = 0.3
UNKNOWN = 1.0  # a value that is not in the model: its first word
UNKNOWN_MORE = 0.35  # and each further one
LEFT_OUT = 1.25  # a word that no sample has
VALUE_LEFT_OUT = 2.5  # a value for which the intent has a slot
MISSING = 1.25  # a slot that nearly every sample has, or any word at all
NEARLY_EVERY = 0.9


def limit(words: int) -> float:
    """What an utterance of so many words may cost."""
    return min(2.0, 0.35 * words)


def places() -> "defaultdict[str, set[str]]":
    """An empty table of followers."""
    return defaultdict(set)


@dataclass
class Neighbours:
    """One intent."""

    intent: Intent
    after: dict[str, set[str]] = field(default_factory=places)
    kinds: dict[str, set[str]] = field(default_factory=places)
    """The same by types of slots"""
    order: set[tuple[str, str]] = field(default_factory=set)
    """Slots of one sample, the earlier one first"""
    samples: list[str] = field(default_factory=list)

    def take(self, sample: Sample) -> None:
        """Note a sample."""
        words = [START, *words_of(sample.text), END]
        self.samples.append(sample.text)
        self.order.update(combinations((w for w in words if w.startswith("{")), 2))
        for word, following in pairwise(words):
            self.after[word].add(following)
            self.kinds[self._kind(word)].add(self._kind(following))

    def core(self) -> frozenset[str]:
        """The slots that nearly every sample has."""
        most = NEARLY_EVERY * len(self.samples)
        names = [slot.name.lower() for slot in self.intent.slots]
        having = {name: sum(f"{{{name}}}" in s.lower() for s in self.samples) for name in names}
        return frozenset(name for name, many in having.items() if many >= most)

    def word(self, before: str, word: str) -> float:
        """What a word costs behind another."""
        return 0.0 if word in self.after.get(before, ()) else WORD_NOT_USUAL

    def slot(self, before: str, slot: str) -> float:
        """What a slot costs behind a word."""
        if slot in self.after.get(before, ()):
            return 0.0
        alike = self._kind(slot) in self.kinds.get(self._kind(before), ())
        return USUAL_ELSEWHERE if alike else NOT_USUAL

    def disorder(self, slot: str, filled: Iterable[str]) -> float:
        """What it costs that a slot stands behind those that are filled."""
        after = (f"{{{name}}}" for name in filled)
        wrong = ((slot, n) in self.order and (n, slot) not in self.order for n in after)
        return OUT_OF_ORDER * any(wrong)

    def end(self, before: str) -> float:
        """What it costs to end here."""
        return 0.0 if END in self.after.get(before, ()) else NOT_USUAL

    def _kind(self, word: str) -> str:
        """The type of a slot; a word itself."""
        slot = slot_of(self.intent, word)
        return f"{{{slot.type}}}" if slot else word
