"""Utterances that are near to an intent's samples. Imports this room only.

Amazon's model generalises from samples; how is not published. Here it does so by neighbours: of each intent it is known
which word or slot follows which in its samples. The cheapest way through an utterance, over all intents, wins: what its
samples have in this order is free, what they do not have costs, as do words left out and values that are not known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from rapidfuzz import fuzz, process

from app.emulator import neighbours as costs
from app.emulator.exact import Samples
from app.emulator.lattice import FIRST_NAME, NUMBER, Lattice
from app.emulator.model import Intent, Slot, words_of
from app.emulator.neighbours import END, START, Neighbours

UNKNOWN_WORDS = 4  # of one value
Filled = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Way:
    """A way through an utterance as an intent."""

    intent: Intent
    said: tuple[str, ...] = (START,)
    """Words of the intent, with slots as `{name}`"""
    filled: Filled = ()
    """Slots with their values, in the order said"""
    cost: float = 0.0

    def step(self, word: str, cost: float, values: tuple[str, ...] = ()) -> "Way":
        """Go on with a word, or with a slot and its values."""
        filled = (*self.filled, (word[1:-1], values)) if values else self.filled
        return Way(self.intent, (*self.said, word), filled, self.cost + cost)

    def past(self, cost: float) -> "Way":
        """Leave a word out."""
        return Way(self.intent, self.said, self.filled, self.cost + cost)

    @property
    def names(self) -> frozenset[str]:
        """The slots that are filled."""
        return frozenset(name for name, _ in self.filled)

    @property
    def bare(self) -> bool:
        """Whether it is of values only."""
        return len(self.said) == len(self.filled) + 1


class Near:
    """Finds the intent that an utterance is nearest to."""

    def __init__(self, samples: Samples, filler: frozenset[str]) -> None:
        self._filler = filler
        self._known: dict[str, Neighbours] = {}
        for sample in samples.all:
            known = self._known.setdefault(sample.intent.name, Neighbours(sample.intent))
            known.take(sample)
        self._core = {name: known.core() for name, known in self._known.items()}
        self.words = frozenset(w for s in samples.all for w in words_of(s.text) if w[0] != "{")

    def match(self, lattice: Lattice) -> tuple[Way, str] | None:
        """Give the cheapest way, and the sample it is most like; None where all cost too much."""
        most, places = costs.limit(len(lattice.words)), count()
        ways = enumerate(Way(known.intent) for known in self._known.values())
        heap = [(0.0, order, next(places), 0, way) for order, way in ways]
        seen: set[tuple[int, str, str, frozenset[str]]] = set()
        while heap:
            _, order, _, start, way = heappop(heap)
            if way.said[-1] == END:
                return way, self._like(way)
            key = (start, way.intent.name, way.said[-1], way.names)
            if key in seen:
                continue
            seen.add(key)
            for end, longer in self._steps(lattice, start, way):
                if longer.cost <= most:
                    heappush(heap, (longer.cost, order, next(places), end, longer))
        return None

    def _steps(self, lattice: Lattice, start: int, way: Way) -> Iterator[tuple[int, Way]]:
        known, before = self._known[way.intent.name], way.said[-1]
        if start == len(lattice.words):
            yield from ((start, end) for end in self._end(known, way))
            return
        word = lattice.words[start]
        if word in known.after:
            yield start + 1, way.step(word, known.word(before, word))
        yield start + 1, way.past(self._left_out(lattice, start, way.intent))
        for slot in way.intent.slots:
            if slot.name.lower() not in way.names:
                yield from self._fills(lattice, start, way, slot)

    def _end(self, known: Neighbours, way: Way) -> Iterator[Way]:
        """End, if anything was understood; values alone are a sentence only where samples say so."""
        if len(way.said) == 1:
            return
        core = self._core[way.intent.name]
        lacking = len(core - way.names) + (way.bare and not core and way.cost > 0)
        yield way.step(END, known.end(way.said[-1]) + costs.MISSING * lacking)

    def _left_out(self, lattice: Lattice, start: int, intent: Intent) -> float:
        if lattice.words[start] in self._filler:
            return costs.FILLER
        types = {slot.type for slot in intent.slots}
        valued = any(s.whole and s.type in types for s in lattice.spans.get(start, ()))
        return costs.VALUE_LEFT_OUT if valued else costs.LEFT_OUT

    def _fills(
        self, lattice: Lattice, start: int, way: Way, slot: Slot
    ) -> Iterator[tuple[int, Way]]:
        word = f"{{{slot.name.lower()}}}"
        known = self._known[way.intent.name]
        usual = known.slot(way.said[-1], word) + known.disorder(word, way.names)
        for span in lattice.at(start, slot.type, several=slot.several.enabled):
            cost = usual + (0.0 if span.whole else costs.PART_OF_NAME)
            yield span.end, way.step(word, cost, span.values)
        if usual == 0.0 and slot.type != NUMBER and way.said[-1] != START:
            yield from self._unknown(lattice, start, way, slot)

    def _unknown(
        self, lattice: Lattice, start: int, way: Way, slot: Slot
    ) -> Iterator[tuple[int, Way]]:
        """Take words that nothing is known of as a value; any name is a name."""
        run = lattice.words[start : start + UNKNOWN_WORDS]
        known = self.words | self._filler
        cost = 0.0 if slot.type == FIRST_NAME else costs.UNKNOWN
        for length, word in enumerate(run, 1):
            if word in known or lattice.spans.get(start + length - 1):
                return
            values = (" ".join(run[:length]),)
            yield start + length, way.step(f"{{{slot.name.lower()}}}", cost, values)
            cost += costs.UNKNOWN_MORE

    def _like(self, way: Way) -> str:
        said = " ".join(way.said[1:-1])
        samples = self._known[way.intent.name].samples
        found = process.extractOne(said, samples, scorer=fuzz.token_sort_ratio)
        return str(found[0]) if found else ""
