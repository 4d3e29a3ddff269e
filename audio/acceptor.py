"""A grammar as a weighted acceptor over words, in AT&T text.

A line is `source target word weight` or, for a final state, `state weight`; the first line's
source is the start; weights are -ln p and 0 when left out; `<eps>` is no word. Imports only
`audio.errors` and `audio.openfst`.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from audio import openfst
from audio.errors import GrammarRefused

EPSILON = "<eps>"
_EMPTY = "no word leads from its start to a final state"


class Arc(NamedTuple):
    """One word between two states."""

    source: int
    target: int
    word: str
    weight: float
    """-ln p"""


@dataclass(frozen=True)
class Acceptor:
    """The graph of all sentences of a grammar."""

    start: int
    arcs: tuple[Arc, ...]
    finals: dict[int, float]
    """Final state -> weight"""

    @classmethod
    def parse(cls, att: str) -> Self:
        """From AT&T text; raises GrammarRefused with the line."""
        start: int | None = None
        arcs: list[Arc] = []
        finals: dict[int, float] = {}
        for number, line in enumerate(att.splitlines(), start=1):
            fields = line.split()
            if not fields:
                continue
            try:
                if len(fields) > 2:
                    arcs.append(_arc(fields))
                else:
                    finals[int(fields[0])] = _weight(fields[1:])
                start = int(fields[0]) if start is None else start
            except ValueError as fault:
                reason = f"{line[:60]!r} is neither an arc nor a final state"
                raise GrammarRefused(reason, number) from fault
        if start is None or not finals:
            raise GrammarRefused("it has no final state, so no sentence")
        return cls(start, tuple(arcs), finals)

    def words(self) -> list[str]:
        """Every word of the grammar, sorted."""
        return sorted({arc.word for arc in self.arcs} - {EPSILON})

    def without(self, words: Collection[str]) -> "Acceptor":
        """The grammar less every sentence that has one of the words."""
        left = tuple(arc for arc in self.arcs if arc.word not in words)
        return Acceptor(self.start, left, self.finals)

    def text(self) -> str:
        """As AT&T text."""
        return self._lines(lambda word: word)

    def optimised(self) -> "Acceptor":
        """The same sentences, deterministic, minimal, without epsilons, weights early.

        One that is deterministic already comes from here: of that only dead ends are cut off.
        """
        if self._deterministic():
            return self._connected()
        words = [EPSILON, *self.words()]
        ids = {word: number for number, word in enumerate(words)}
        text = openfst.run(self.numbered(ids))
        plain = Acceptor.parse(text) if text.strip() else None
        if plain is None or not plain.arcs:
            raise GrammarRefused(_EMPTY)
        arcs = tuple(arc._replace(word=words[int(arc.word)]) for arc in plain.arcs)
        return Acceptor(plain.start, arcs, plain.finals)

    def _deterministic(self) -> bool:
        ways = {(arc.source, arc.word) for arc in self.arcs}
        return len(ways) == len(self.arcs) and all(word != EPSILON for _, word in ways)

    def says_something(self) -> bool:
        """Whether a word leads from its start to a final state."""
        alive = self._alive()
        return any(arc.source in alive and arc.target in alive for arc in self.arcs)

    def _connected(self) -> "Acceptor":
        """Only what is reached from the start and leads to a final state."""
        alive = self._alive()
        arcs = tuple(arc for arc in self.arcs if arc.source in alive and arc.target in alive)
        if not arcs:
            raise GrammarRefused(_EMPTY)
        finals = {state: weight for state, weight in self.finals.items() if state in alive}
        return Acceptor(self.start, arcs, finals)

    def _alive(self) -> set[int]:
        there = _reached({self.start}, [(arc.source, arc.target) for arc in self.arcs])
        return there & _reached(set(self.finals), [(arc.target, arc.source) for arc in self.arcs])

    def write_fst(self, ids: dict[str, int], file: Path) -> None:
        """Write it as OpenFst's vector type, words by the ids of a model."""
        openfst.run(self.numbered({EPSILON: 0, **ids}), file)

    def numbered(self, ids: dict[str, int]) -> str:
        """As AT&T text with numbers for words."""
        return self._lines(lambda word: str(ids[word]))

    def _lines(self, label: Callable[[str], str]) -> str:
        """The start state's arcs first: that is how AT&T text marks it."""
        arcs = sorted(self.arcs, key=lambda arc: arc.source != self.start)
        lines = [f"{a.source} {a.target} {label(a.word)} {a.weight:.6g}" for a in arcs]
        lines += [f"{state} {weight:.6g}" for state, weight in self.finals.items()]
        if not arcs or arcs[0].source != self.start:
            lines.sort(key=lambda line: line.split()[0] != str(self.start))
        return "\n".join(lines) + "\n"


def _reached(states: set[int], ways: list[tuple[int, int]]) -> set[int]:
    """The states, and all that ways lead to from them."""
    leads = defaultdict(list)
    for start, end in ways:
        leads[start].append(end)
    found, todo = set(states), list(states)
    while todo:
        new = [state for state in leads[todo.pop()] if state not in found]
        found.update(new)
        todo += new
    return found


def _arc(fields: list[str]) -> Arc:
    source, target, word = fields[:3]
    return Arc(int(source), int(target), word, _weight(fields[3:]))


def _weight(fields: list[str]) -> float:
    """None or one weight; NaN and infinity make no sense on an arc."""
    if not fields:
        return 0.0
    (field,) = fields
    if not math.isfinite(weight := float(field)):
        raise ValueError(field)
    return weight
