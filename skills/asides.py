"""What somebody says without what is said around it: "um, hi", "please". May import `skills.language`.

Words are normalised (`skills.slot_types`); what can be left out is data of the locale.
"""

import re
from collections.abc import Iterator

from skills.language import Asides

MOST = 4
"""So many asides are left out at either end: each try is a sentence to understand"""


def without(words: str, asides: Asides) -> Iterator[str]:
    """The words with ever more of their asides left out; neither as they stand, nor empty."""
    meant = [one for one in words.split() if one not in asides.anywhere]
    ahead = [one.split() for one in asides.ahead]
    behind = [one.split()[::-1] for one in (*asides.courtesies, *asides.behind)]
    fronts, backs = list(_cuts(meant, ahead)), list(_cuts(meant[::-1], behind))
    tries = sorted((i + j, i, j) for i in range(len(fronts)) for j in range(len(backs)))
    for _, i, j in tries:
        left = " ".join(meant[fronts[i] : len(meant) - backs[j]])
        if left and left != words:
            yield left


def bare(words: str, asides: Asides) -> str:
    """The words without all asides; "" if nothing else was said."""
    return min(without(words, asides), key=len, default=words)


def is_courtesy(words: str, asides: Asides) -> bool:
    """Whether nothing is said but courtesies, among words that are none."""
    every = sorted((*asides.courtesies, *asides.anywhere, *asides.ahead), key=len, reverse=True)
    rest = re.sub(rf"\b(?:{'|'.join(map(re.escape, every))})(?: |$)", "", words) if every else words
    return not rest and any(f" {one} " in f" {words} " for one in asides.courtesies)


def _cuts(words: list[str], asides: list[list[str]]) -> Iterator[int]:
    """How many words may go from the beginning, ever more: the longest aside each time, and never all words."""
    cut = 0
    yield cut
    for _ in range(MOST):
        rest = words[cut:]
        found = [len(one) for one in asides if len(one) < len(rest) and rest[: len(one)] == one]
        if not found:
            return
        cut += max(found)
        yield cut
