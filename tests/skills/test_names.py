"""The graph of a list's names."""

from collections import defaultdict
from math import log

import pytest

from skills.arcs import EPSILON, Arc
from skills.names import END, ENTRY, graph


def said(arcs: list[Arc]) -> dict[str, float]:
    """All names from entry to end, with their weight."""
    leaving = defaultdict(list)
    for arc in arcs:
        leaving[arc.start].append(arc)
    found, todo = {}, [(ENTRY, "", 0.0)]
    while todo:
        state, words, weight = todo.pop()
        if state == END:
            found[words.strip()] = weight
        for _, end, word, more in leaving[state]:
            todo.append((end, words if word == EPSILON else f"{words} {word}", weight + more))
    return found


def test_every_name_is_there_once_as_likely_as_was_said() -> None:
    names = {"green tea": 2.0, "green tea latte": 1.0, "black tea": 1.0, "latte": 4.0}
    wanted = {name: -log(weight / 8) for name, weight in names.items()}
    assert said(graph(names.items())) == pytest.approx(wanted, abs=0.1)


def test_beginnings_and_endings_are_shared() -> None:
    names = [(f"{a} {b} brew house blend", 1.0) for a in "abcdefgh" for b in "stuvwxyz"]
    assert len(graph(names)) <= 8 + 8 + 3


def test_a_list_without_names_has_no_arcs() -> None:
    assert graph([]) == []
