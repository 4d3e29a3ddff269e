"""Keeps an acceptor from saying "an medium latte": words that must agree with the next one.

May import `skills.arcs`. The acceptor is crossed with one that remembers the last word where it matters: a few more states,
and a recogniser that has one way less to go wrong.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from itertools import count

from skills.arcs import EPSILON, Arc


def agreeing(
    arcs: list[Arc], states: int, words: Collection[str], fitting: Callable[[str, str], str]
) -> list[Arc]:
    """Leave out what does not agree: after each of `words` only a next word that fits.

    `fitting` gives what may follow a word in the place of another: that itself, less of it (where it stands for a list), or
    "" for nothing. `states` is their number; behind such a word there are new ones, which remember it until the next. The
    old ones stay, so that only what follows these words has to be looked at.
    """
    leaving = defaultdict(list)
    for arc in arcs:
        leaving[arc.start].append(arc)
    fresh = count(states)
    numbers: defaultdict[tuple[int, str], int] = defaultdict(lambda: next(fresh))
    found = [
        arc._replace(end=numbers[arc.end, arc.word]) if arc.word in words else arc for arc in arcs
    ]
    seen: set[tuple[int, str]] = set()
    while todo := numbers.keys() - seen:
        for state, last in todo:
            for arc in leaving[state]:
                word = EPSILON if arc.word == EPSILON else fitting(last, arc.word)
                if word:
                    after = last if word == EPSILON else word
                    end = numbers[arc.end, after] if after in words else arc.end
                    found.append(Arc(numbers[state, last], end, word, arc.weight))
        seen |= todo
    return found
