"""Utterances that are a sample word for word, with known values in its slots. Imports this room only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.emulator.lattice import Lattice
from app.emulator.model import Intent, Slot, words_of
from app.emulator.values import Span

Filled = tuple[Span, ...]


@dataclass(frozen=True)
class Sample:
    """A sample of an intent."""

    intent: Intent
    text: str
    slots: tuple[str, ...]
    order: int
    """Its place in the model"""

    @property
    def literal(self) -> int:
        """How many of its words are said as they are."""
        return len(words_of(self.text)) - len(self.slots)

    def values(self, filled: Filled) -> dict[str, tuple[str, ...]]:
        """Give the values of its slots."""
        return {name: span.values for name, span in zip(self.slots, filled, strict=True)}


@dataclass
class _Node:
    words: "dict[str, _Node]" = field(default_factory=dict)
    slots: "dict[tuple[str, bool], _Node]" = field(default_factory=dict)
    samples: list[Sample] = field(default_factory=list)


def slot_of(intent: Intent, word: str) -> Slot | None:
    """Give the slot that a word of a sample stands for; None for a word."""
    return intent.by_name.get(word[1:-1]) if word.startswith("{") else None


class Samples:
    """Samples of intents, as a tree."""

    def __init__(self, samples: Iterable[tuple[Intent, str]]) -> None:
        self._root = _Node()
        self.all = tuple(self._take(order, *pair) for order, pair in enumerate(samples))

    def _take(self, order: int, intent: Intent, text: str) -> Sample:
        node, slots = self._root, list[str]()
        for word in words_of(text):
            if slot := slot_of(intent, word):
                slots.append(slot.name)
                node = node.slots.setdefault((slot.type, slot.several.enabled), _Node())
            else:
                node = node.words.setdefault(word, _Node())
        node.samples.append(Sample(intent, text, tuple(slots), order))
        return node.samples[-1]

    def match(self, lattice: Lattice) -> tuple[Sample, Filled] | None:
        """Give the best sample that the utterance is: most words literal, then fewest slots, then the model's order."""
        found = list(_walk(self._root, lattice, 0, ()))
        return min(found, key=_worse, default=None)


def _walk(
    node: _Node, lattice: Lattice, start: int, filled: Filled
) -> Iterator[tuple[Sample, Filled]]:
    if start == len(lattice.words):
        yield from ((sample, filled) for sample in node.samples)
        return
    if (following := node.words.get(lattice.words[start])) is not None:
        yield from _walk(following, lattice, start + 1, filled)
    for (kind, several), following in node.slots.items():
        for span in lattice.at(start, kind, several=several):
            if span.whole:
                yield from _walk(following, lattice, span.end, (*filled, span))


def _worse(found: tuple[Sample, Filled]) -> tuple[int, int, int]:
    sample, filled = found
    return -sample.literal, len(filled), sample.order
