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
    meant = " ".join(one for one in words.split() if one not in asides.anywhere)
    fronts = list(_ahead(meant, asides.ahead))
    backs = list(_behind(meant, (*asides.courtesies, *asides.behind)))
    tries = sorted((i + j, i, j) for i in range(len(fronts)) for j in range(len(backs)))
    for _, i, j in tries:
        left = meant[fronts[i] : backs[j]].strip()
        if fronts[i] < backs[j] and left and left != words:
            yield left


def bare(words: str, asides: Asides) -> str:
    """The words without all asides; "" if nothing else was said."""
    return min(without(words, asides), key=len, default=words)


def is_courtesy(words: str, asides: Asides) -> bool:
    """Whether nothing is said but courtesies, among words that are none."""
    every = sorted((*asides.courtesies, *asides.anywhere, *asides.ahead), key=len, reverse=True)
    rest = re.sub(rf"\b(?:{'|'.join(map(re.escape, every))})(?: |$)", "", words) if every else words
    return not rest and any(f" {one} " in f" {words} " for one in asides.courtesies)


def _ahead(words: str, asides: tuple[str, ...]) -> Iterator[int]:
    """Where the words begin, with ever more left out."""
    start, left = 0, MOST
    yield start
    while left and (found := _longest([a for a in asides if words[start:].startswith(f"{a} ")])):
        start, left = start + len(found) + 1, left - 1
        yield start


def _behind(words: str, asides: tuple[str, ...]) -> Iterator[int]:
    """Where the words end, with ever more left out."""
    end, left = len(words), MOST
    yield end
    while left and (found := _longest([a for a in asides if words[:end].endswith(f" {a}")])):
        end, left = end - len(found) - 1, left - 1
        yield end


def _longest(found: list[str]) -> str:
    return max(found, key=len, default="")
