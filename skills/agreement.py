"""Keeps an acceptor from saying "an medium latte": words that must agree with the next one.

Imports nothing of ours. The acceptor is crossed with one that remembers the last word where it matters; a third more states,
and a recogniser that has one way less to go wrong.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import NamedTuple

EPSILON = "<eps>"


class Arc(NamedTuple):
    """From one state to another with a word; weight is -ln p."""

    start: int
    end: int
    word: str
    weight: float


def agreeing(
    arcs: list[Arc],
    start: int,
    final: int,
    words: Collection[str],
    fits: Callable[[str, str], bool],
) -> list[Arc]:
    """Leave out what does not agree: after each of `words` only a next word that `fits`.

    States are numbered anew; `start` and `final` keep their numbers.
    """
    leaving = defaultdict(list)
    for arc in arcs:
        leaving[arc.start].append(arc)
    numbers: dict[tuple[int, str], int] = {(start, ""): start, (final, ""): final}
    todo, found = [(start, "")], []
    while todo:
        here = state, last = todo.pop()
        for arc in leaving[state]:
            if arc.word != EPSILON and last and not fits(last, arc.word):
                continue
            said = last if arc.word == EPSILON else arc.word if arc.word in words else ""
            there = (arc.end, said)
            if there not in numbers:
                numbers[there] = len(numbers) + max(start, final)
                todo.append(there)
            found.append(Arc(numbers[here], numbers[there], arc.word, arc.weight))
    return found
