"""Words that a model does not know, said as pieces that it knows. Imports only `audio.acceptor`.

A model of a language that glues words together has their parts ("오트밀크" is 오트 and 밀크); the sound is the same.
The fewest pieces are taken, and among those the longest first. What was heard in pieces is put together again.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from audio.acceptor import Acceptor, Arc

SHORTEST = 3
"""Letters of a piece; a sign of a script whose signs are syllables stands alone"""


def split(word: str, known: Callable[[str], bool]) -> tuple[str, ...] | None:
    """The fewest known pieces of a word, in their order; None if there are none."""

    @cache
    def best(rest: str) -> tuple[str, ...] | None:
        if not rest:
            return ()
        found: tuple[str, ...] | None = None
        for end in range(len(rest), 0, -1):
            piece = rest[:end]
            more = best(rest[end:]) if _stands(piece) and known(piece) else None
            if more is not None and (found is None or 1 + len(more) < len(found)):
                found = (piece, *more)
        return found

    return best(word)


def in_pieces(grammar: Acceptor, pieces: Mapping[str, tuple[str, ...]]) -> Acceptor:
    """The grammar with pieces in place of the words that have some."""
    arcs: list[Arc] = []
    state = 1 + max(max(arc.source, arc.target) for arc in grammar.arcs)
    for arc in grammar.arcs:
        chain = pieces.get(arc.word, (arc.word,))
        states = [arc.source, *range(state, state + len(chain) - 1), arc.target]
        state += len(chain) - 1
        for place, piece in enumerate(chain):
            weight = 0.0 if place else arc.weight
            arcs.append(Arc(states[place], states[place + 1], piece, weight))
    return Acceptor(grammar.start, tuple(arcs), grammar.finals)


class Joining:
    """Puts together what was heard in pieces."""

    def __init__(self, pieces: Mapping[str, Iterable[str]]) -> None:
        whole = {" ".join(parts): word for word, parts in pieces.items()}
        longest_first = sorted(whole, key=len, reverse=True)
        every = "|".join(map(re.escape, longest_first))
        self._whole = whole
        self._pattern = re.compile(rf"(?<!\S)({every})(?!\S)") if whole else None

    def joined(self, heard: str) -> str:
        """The words of the grammar."""
        return (
            self._pattern.sub(lambda found: self._whole[found[0]], heard)
            if self._pattern
            else heard
        )


def _stands(piece: str) -> bool:
    return len(piece) >= SHORTEST or unicodedata.east_asian_width(piece[0]) == "W"
