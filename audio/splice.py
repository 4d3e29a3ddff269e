"""Puts lists into the places of sentences. Imports only `audio.acceptor` and `audio.errors`.

From a state of the sentences one arc without a word leads to all lists that can be said there, together: they are
deterministic until a name tells its list, and behind that there is one copy of a list for each way to go on. Many states
have the same lists and ways to go on, so there are few such beginnings, and a decoder follows one, not many. What begins
at one state only begins there.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import count
from typing import NamedTuple

from audio.acceptor import EPSILON, Acceptor, Arc
from audio.errors import GrammarRefused

DECIMALS = 4
"""Weights less different than this are equal: AT&T text has rounded them"""
_Way = tuple[int, str, float]
"""Where an arc leads, its word and its weight"""


class _Place(NamedTuple):
    """Within a name of a list."""

    name: str
    """Of the list"""
    state: int
    end: int
    """State of the sentences behind the list"""


_Places = frozenset[tuple[_Place, float]]
"""Where one may be after the same words, and what that weighs more than the lightest"""


def spliced(sentences: Acceptor, lists: Mapping[str, Acceptor]) -> Acceptor:
    """The sentences with the names of the lists, each deterministic, in place of the words that stand for them.

    Raises GrammarRefused where a list has names without end.
    """
    splicing = _Splicing(sentences, lists)
    arcs = [arc for arc in sentences.arcs if arc.word not in lists]
    entered: defaultdict[int, dict[_Place, float]] = defaultdict(dict)
    for source, target, word, weight in sentences.arcs:
        if word in lists:
            entered[source][_Place(word, lists[word].start, target)] = weight
    begun = {source: _lightest(places) for source, places in entered.items()}
    uses = Counter(places for places, _ in begun.values())
    for source, (places, least) in begun.items():
        alone = uses[places] == 1
        ways = splicing.ways(places) if alone else [(splicing.state(places), EPSILON, 0.0)]
        arcs += (Arc(source, end, word, weight + least) for end, word, weight in ways)
    return Acceptor(sentences.start, (*arcs, *splicing.arcs), sentences.finals)


class _Splicing:
    """States within lists, made when they are first reached; those with the same ways to go on are one."""

    def __init__(self, sentences: Acceptor, lists: Mapping[str, Acceptor]) -> None:
        self._lists = lists
        self._leaving = {name: _leaving(name, names) for name, names in lists.items()}
        self._found: dict[_Places, int] = {}
        self._states: dict[tuple[_Way, ...], int] = {}
        self._fresh = count(1 + max(state for arc in sentences.arcs for state in arc[:2]))
        self.arcs: list[Arc] = []

    def state(self, places: _Places) -> int:
        """The state from which these places go on."""
        if places not in self._found:
            ways = self.ways(places)
            alone = [way[1:] for way in ways] == [(EPSILON, 0.0)]
            self._found[places] = ways[0][0] if alone else self._made(tuple(ways))
        return self._found[places]

    def ways(self, places: _Places) -> list[_Way]:
        """How they go on."""
        after: defaultdict[str, dict[_Place, float]] = defaultdict(dict)
        ended: dict[int, float] = {}
        for place, weight in sorted(places):
            for target, word, more in self._leaving[place.name][place.state]:
                after[word][place._replace(state=target)] = weight + more
            if place.state in self._lists[place.name].finals:
                whole = weight + self._lists[place.name].finals[place.state]
                ended[place.end] = min(whole, ended.get(place.end, whole))
        said = ((word, _lightest(there)) for word, there in sorted(after.items()))
        ways = [(self.state(there), word, least) for word, (there, least) in said]
        return [*ways, *((end, EPSILON, weight) for end, weight in ended.items())]

    def _made(self, ways: tuple[_Way, ...]) -> int:
        if ways not in self._states:
            self._states[ways] = state = next(self._fresh)
            self.arcs += (Arc(state, *way) for way in ways)
        return self._states[ways]


def _lightest(places: Mapping[_Place, float]) -> tuple[_Places, float]:
    """The places with what they weigh more than the lightest, and what that weighs."""
    least = min(places.values())
    more = ((place, round(weight - least, DECIMALS)) for place, weight in places.items())
    return frozenset(more), least


def _leaving(name: str, names: Acceptor) -> defaultdict[int, list[_Way]]:
    """The arcs that leave each state."""
    found: defaultdict[int, list[_Way]] = defaultdict(list)
    for source, target, word, weight in names.arcs:
        found[source].append((target, word, weight))
    try:
        TopologicalSorter({s: {way[0] for way in ways} for s, ways in found.items()}).prepare()
    except CycleError as cycle:
        raise GrammarRefused(f"its list {name!r} has names without end") from cycle
    return found
