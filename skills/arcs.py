"""What an acceptor of words is made of. Imports nothing of ours."""

from collections.abc import Iterable
from math import log
from typing import NamedTuple

EPSILON = "<eps>"
LIST = "$"
"""A word that begins so stands for a list that is written apart"""
STEP = 1 / 32
"""Weights are multiples of it. Sums of them are exact, so that ways of equal weight are found to be equal when the
acceptor is minimised: a third fewer arcs than with weights of six decimals."""


class Arc(NamedTuple):
    """From one state to another with a word; weight is -ln p."""

    start: int
    end: int
    word: str
    weight: float


def cost(chance: float) -> float:
    """The weight of what has this chance (above 0, at most 1)."""
    return max(0.0, round(-log(chance) / STEP) * STEP)


def text(arcs: Iterable[Arc]) -> str:
    """As AT&T text without final states."""
    return "\n".join(f"{a} {b} {word} {weight:g}" for a, b, word, weight in arcs)
