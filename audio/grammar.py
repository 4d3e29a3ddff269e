"""A grammar whose long lists stand apart: sentences, and in them places for the names of a list.

A list that is copied to every place of it, and made deterministic with what stands around it, makes a
grammar of millions of arcs. Here sentences and lists are each optimised on their own, and put together at
last: one copy of a list for each way to go on behind it, entered by an arc without a word. The sentences
and their weights are the same.

As text it is the AT&T text of the sentences, where a word that begins with `$` stands for a list; then,
for each list, a line with that word alone and the AT&T text of its names. Imports only
`audio.acceptor` and `audio.errors`.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import count
from typing import Self

from audio.acceptor import EPSILON, Acceptor, Arc
from audio.errors import GrammarRefused

LIST = "$"
VERSION = 2
"""Of what `optimise` makes of a grammar"""
_Way = tuple[int, str, float]
"""Where an arc leads, its word and its weight"""


@dataclass(frozen=True)
class Grammar:
    """Sentences, and the lists they name."""

    sentences: Acceptor
    lists: Mapping[str, Acceptor]
    """By the word that stands for it"""

    @classmethod
    def parse(cls, text: str) -> Self:
        """From text; raises GrammarRefused."""
        first, *rest = re.split(f"^{re.escape(LIST)}", text, flags=re.MULTILINE)
        lists = {}
        for part in rest:
            name, _, names = part.partition("\n")
            lists[LIST + name.strip()] = Acceptor.parse(names)
        sentences = Acceptor.parse(first)
        for word in sentences.words():
            if word.startswith(LIST) and word not in lists:
                raise GrammarRefused(f"its list {word!r} is missing")
        return cls(sentences, lists)

    def words(self) -> list[str]:
        """Every word that can be said, sorted."""
        found = {word for part in self._parts() for word in part.words()}
        return sorted(found - self.lists.keys())

    def without(self, words: Collection[str]) -> Self:
        """The grammar less every sentence that has one of the words."""
        return self.changed(lambda part: part.without(words))

    def changed(self, change: Callable[[Acceptor], Acceptor]) -> Self:
        """With a change made to the sentences and to each list."""
        lists = {name: change(names) for name, names in self.lists.items()}
        return type(self)(change(self.sentences), lists)

    def optimised(self) -> Self:
        """Every part deterministic and minimal; what all names of a list weigh at least, its places weigh.

        Lists that are empty go, and with them the sentences that need one.
        """
        lists = {name: n.optimised() for name, n in self.lists.items() if n.says_something()}
        least = {name: _least(names) for name, names in lists.items()}
        left = self.sentences.without(self.lists.keys() - lists.keys())
        arcs = tuple(a._replace(weight=a.weight + least.get(a.word, 0.0)) for a in left.arcs)
        sentences = Acceptor(left.start, arcs, left.finals).optimised()
        lighter = {name: _lighter(names, least[name]) for name, names in lists.items()}
        used = {arc.word for arc in sentences.arcs}
        return type(self)(sentences, {n: names for n, names in lighter.items() if n in used})

    def text(self) -> str:
        """As text."""
        lists = (f"{name}\n{names.text()}" for name, names in self.lists.items())
        return "".join((self.sentences.text(), *lists))

    def whole(self) -> Acceptor:
        """Sentences and lists put together; where there are lists, some arcs have no word.

        Raises GrammarRefused where a list has names without end.
        """
        if not self.lists:
            return self.sentences
        copies = _Copies(self.sentences, self.lists)
        arcs = [
            arc._replace(word=EPSILON, target=copies.entry(arc.word, arc.target))
            if arc.word in self.lists
            else arc
            for arc in self.sentences.arcs
        ]
        return Acceptor(self.sentences.start, (*arcs, *copies.arcs), self.sentences.finals)

    def _parts(self) -> Iterator[Acceptor]:
        yield self.sentences
        yield from self.lists.values()


class _Copies:
    """Copies of lists, made when they are first entered; endings that are alike are one."""

    def __init__(self, sentences: Acceptor, lists: Mapping[str, Acceptor]) -> None:
        self._lists = lists
        self._ways = {name: _ways(name, names) for name, names in lists.items()}
        self._entries: dict[tuple[str, int], int] = {}
        self._states: dict[tuple[_Way, ...], int] = {}
        self._fresh = count(1 + max(state for arc in sentences.arcs for state in arc[:2]))
        self.arcs: list[Arc] = []

    def entry(self, name: str, end: int) -> int:
        """Where the names begin that lead to a state."""
        if (name, end) not in self._entries:
            self._entries[name, end] = self._copied(name, end)
        return self._entries[name, end]

    def _copied(self, name: str, end: int) -> int:
        states: dict[int, int] = {}
        finals = self._lists[name].finals
        for state, ways in self._ways[name].items():
            found = [(states[target], word, weight) for target, word, weight in ways]
            found += [(end, EPSILON, finals[state])] if state in finals else []
            alone = found == [(end, EPSILON, 0.0)]
            states[state] = end if alone else self._state(tuple(found))
        return states[self._lists[name].start]

    def _state(self, ways: tuple[_Way, ...]) -> int:
        if ways not in self._states:
            self._states[ways] = state = next(self._fresh)
            self.arcs += (Arc(state, *way) for way in ways)
        return self._states[ways]


def optimise(text: str) -> str:
    """The same sentences, every part deterministic and minimal. Raises GrammarRefused."""
    return Grammar.parse(text).optimised().text()


def words(text: str) -> list[str]:
    """Every word of the grammar, sorted. Raises GrammarRefused."""
    return Grammar.parse(text).words()


def _ways(name: str, names: Acceptor) -> dict[int, list[_Way]]:
    """The arcs that leave each state, in order of their words; what they lead to comes first."""
    found: defaultdict[int, list[_Way]] = defaultdict(list)
    for source, target, word, weight in sorted(names.arcs, key=lambda arc: arc.word):
        found[source].append((target, word, weight))
    after = {state: {target for target, _, _ in ways} for state, ways in found.items()}
    try:
        order = list(TopologicalSorter(after).static_order())
    except CycleError as cycle:
        raise GrammarRefused(f"its list {name!r} has names without end") from cycle
    return {state: found.get(state, []) for state in order}


def _least(names: Acceptor) -> float:
    """The weight that no first word of the list is below."""
    first = [arc.weight for arc in names.arcs if arc.source == names.start]
    return min([*first, *(weight for s, weight in names.finals.items() if s == names.start)])


def _lighter(names: Acceptor, least: float) -> Acceptor:
    """With so much less weight on the first word."""
    start = names.start
    arcs = (a._replace(weight=a.weight - least * (a.source == start)) for a in names.arcs)
    finals = {s: weight - least * (s == start) for s, weight in names.finals.items()}
    return Acceptor(start, tuple(arcs), finals)
