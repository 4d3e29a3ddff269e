"""The names of a list as one small graph: shared beginnings and endings, likely names first.

May import `skills.arcs`. A shop's list of products stands at many places of a grammar, and each is a copy of this graph, so
it has to be small before it is copied: a trie whose arcs carry the share of all that begins like this, in which equal
endings are then one (hash-consing). A share said early keeps paths apart early; and endings without choice weigh nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from skills.arcs import EPSILON, Arc, cost

ENTRY, END = 0, 1


@dataclass
class _Node:
    """A beginning that some names share."""

    mass: float = 0.0
    """Of all names that begin like this"""
    ending: float = 0.0
    """Of the name that is just this"""
    next: dict[str, "_Node"] = field(default_factory=dict)


class _Branch(NamedTuple):
    word: str
    weight: float
    state: int


def graph(names: Iterable[tuple[str, float]]) -> list[Arc]:
    """The arcs of all names from `ENTRY` to `END`; a name comes with how likely it is beside the others."""
    root = _Node()
    for name, weight in names:
        node = root
        node.mass += weight
        for word in name.split():
            node = node.next.setdefault(word, _Node())
            node.mass += weight
        node.ending += weight
    states: dict[tuple[_Branch, ...], int] = {(): END}
    arcs: list[Arc] = []
    for branch in _branches(root, states, arcs):
        arcs.append(Arc(ENTRY, branch.state, branch.word, branch.weight))
    return arcs


def _branches(
    node: _Node, states: dict[tuple[_Branch, ...], int], arcs: list[Arc]
) -> tuple[_Branch, ...]:
    """What can follow a beginning; the states behind it are made first."""
    found = [
        _Branch(word, cost(after.mass / node.mass), _state(after, states, arcs))
        for word, after in node.next.items()
    ]
    if node.ending:
        found.append(_Branch(EPSILON, cost(node.ending / node.mass), END))
    return tuple(sorted(found))


def _state(node: _Node, states: dict[tuple[_Branch, ...], int], arcs: list[Arc]) -> int:
    if not node.next:
        return END
    branches = _branches(node, states, arcs)
    if branches not in states:
        states[branches] = state = len(states) + END
        arcs += (Arc(state, b.state, b.word, b.weight) for b in branches)
    return states[branches]
