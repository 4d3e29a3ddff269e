"""How words are spoken, for the ear that must be told: the model's dictionary and our own entries.

Imports only `audio.errors` and `audio.pronounce`.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pocketsphinx

from audio.errors import GrammarRefused
from audio.pronounce import PHONES

_PHONES = frozenset(" ".join(PHONES.values()).split())
"""The phones of the English model (CMU's ARPABET without stress)."""


def by_dictionary(locale: str) -> bool:
    """Whether PocketSphinx hears this language."""
    return locale.lower().startswith("en")


def missing(words: Iterable[str], pronunciations: Mapping[str, str] | None = None) -> list[str]:
    """The words this ear has no pronunciation for, sorted."""
    wanted = set(words)
    return sorted(wanted - set(spoken_forms(wanted, pronunciations or {})))


def spoken_forms(words: Iterable[str], pronunciations: Mapping[str, str]) -> dict[str, list[str]]:
    """Word -> its pronunciations: ours, or else those of the model's dictionary."""
    wanted = set(words)
    spoken = {word: _phones(word, pronunciations[word]) for word in wanted & set(pronunciations)}
    ours = set(spoken)
    with model_file("cmudict-en-us.dict").open(encoding="utf-8") as lines:
        for line in lines:
            entry, _, phones = line.strip().partition(" ")
            word = entry.partition("(")[0]
            if word in wanted and word not in ours:
                spoken.setdefault(word, []).append(phones)
    return spoken


def _phones(word: str, text: str) -> list[str]:
    """The pronunciations in a text like "M AA CH AH, M AE CH AH"."""
    found = [one.strip() for one in text.split(",")]
    for phone in " ".join(found).split():
        if phone not in _PHONES:
            raise GrammarRefused(f"{word!r} is written with {phone!r}, which is no phone")
    return found


def model_file(name: str) -> Path:
    """A file of the English model in PocketSphinx's wheel."""
    return Path(pocketsphinx.get_model_path("en-us"), name)
