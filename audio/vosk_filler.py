"""What any speech is to a Vosk model: a row of its shortest words. Sentences that fit a sound far worse are refused.

A filler, or garbage model, as keyword spotters have it (Rose and Paul, "A hidden Markov model based keyword recognition
system", 1990). Models tell no phones, so it is made of words. Imports only from `audio`.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from audio.acceptor import Acceptor, Arc
from audio.recognize import sureness
from audio.vosk_engine import ids, library, load, with_grammar

HALFWAY = 0.75
"""Share of the filler's log likelihood at which words are as likely as not; `docs/hearing.md` has the figures"""
STEEPNESS = 20.0
MOST = 1000
"""Words of the filler: five times as many cost a third more time and tell no better"""
EACH = 4.0
"""What each word costs, -ln p"""
_SYLLABLES = tuple(map(chr, range(0xAC00, 0xD7A4)))
"""Of Hangul, each one letter"""
_LETTERS = 3


def confidence(words: float, others: float) -> float:
    """How sure it is that the words were said, 0 to 1, by the log likelihoods of them and of any others."""
    share = words / others if others > 0 else 1.0
    return sureness(share, HALFWAY, STEEPNESS)


def filler(model_dir: Path, grammar: Iterable[str]) -> Any:
    """The model that takes any short words in the script of a grammar's; loaded once for all ears. Raises EarUnavailable."""
    return _loaded(model_dir, any("가" <= word[:1] <= "힣" for word in grammar))


@lru_cache(maxsize=1)
def _loaded(model_dir: Path, hangul: bool) -> Any:
    vosk = library()
    model = load(vosk, model_dir)
    known = ids(model, _SYLLABLES if hangul else _short())
    del model
    chosen = dict(sorted(known.items())[:: 1 + len(known) // MOST])
    return with_grammar(vosk, model_dir, row(chosen), chosen)


def row(words: Iterable[str]) -> Acceptor:
    """One or more of the words, in any order."""
    arcs = [Arc(state, 1, word, EACH) for state in (0, 1) for word in words]
    return Acceptor(0, tuple(arcs), {1: 0.0})


def _short() -> list[str]:
    """All that could be a short word of Latin letters."""
    sizes = range(1, _LETTERS + 1)
    return ["".join(letters) for size in sizes for letters in product(ascii_lowercase, repeat=size)]
