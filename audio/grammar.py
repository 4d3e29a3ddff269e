"""A grammar whose long lists stand apart: sentences, and in them places for the names of a list.

A list that is copied to every place of it, and made deterministic with what stands around it, makes a
grammar of millions of arcs. Here sentences and lists are each optimised on their own, and put together at
last (`audio.splice`). The sentences and their weights are the same.

As text it is the AT&T text of the sentences, where a word that begins with `$` stands for a list; then,
for each list, a line with that word alone and the AT&T text of its names. Imports only
`audio.acceptor`, `audio.errors` and `audio.splice`.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from audio.acceptor import Acceptor
from audio.errors import GrammarRefused
from audio.splice import spliced

LIST = "$"
VERSION = 2
"""Of what `optimise` makes of a grammar"""


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
        return spliced(self.sentences, self.lists)

    def _parts(self) -> Iterator[Acceptor]:
        yield self.sentences
        yield from self.lists.values()


def optimise(text: str) -> str:
    """The same sentences, every part deterministic and minimal. Raises GrammarRefused."""
    return Grammar.parse(text).optimised().text()


def words(text: str) -> list[str]:
    """Every word of the grammar, sorted. Raises GrammarRefused."""
    return Grammar.parse(text).words()


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
