"""Vosk's library and its models: loaded, asked for words, and given a grammar in the place of their language.

Imports only from `audio`.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from audio.acceptor import EPSILON, Acceptor
from audio.errors import EarUnavailable
from audio.pieces import split
from audio.vosk_models import ACOUSTIC, GRAMMAR

_WORDS = Path("graph", "words.txt")


def missing(words: Iterable[str], model_dir: Path) -> list[str]:
    """The words the model knows neither whole nor in pieces, sorted. Loads the model: seconds."""
    wanted, model = set(words), load(library(), model_dir)
    return sorted(wanted - set(ids(model, wanted)) - set(pieces(model, wanted)))


def library() -> ModuleType:
    """Vosk's own package. Raises EarUnavailable."""
    try:
        import vosk
    except (ImportError, OSError) as fault:
        raise EarUnavailable("vosk", f"its library does not load: {fault}") from fault
    vosk.SetLogLevel(-1)
    module: ModuleType = vosk
    return module


def load(vosk: ModuleType, folder: Path) -> Any:
    """A model from its folder. Raises EarUnavailable."""
    if not (folder / ACOUSTIC).exists():
        raise EarUnavailable("vosk", f"{folder} holds no Vosk model ({ACOUSTIC} is not there)")
    try:
        return vosk.Model(str(folder))
    except Exception as fault:
        raise EarUnavailable("vosk", f"the model in {folder} cannot be loaded") from fault


def ids(model: Any, words: Iterable[str]) -> dict[str, int]:
    """Word -> the model's number for it, less the words it does not know."""
    numbers = {word: model.vosk_model_find_word(word) for word in words}
    return {word: number for word, number in numbers.items() if number > 0}


def pieces(model: Any, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Word -> its pieces, for those that the model knows only in pieces."""

    def known(word: str) -> bool:
        return bool(model.vosk_model_find_word(word) > 0)

    found = {word: split(word, known) for word in words if word != EPSILON and not known(word)}
    return {word: parts for word, parts in found.items() if parts}


def with_grammar(vosk: ModuleType, folder: Path, grammar: Acceptor, numbers: dict[str, int]) -> Any:
    """The model loaded once more with our grammar in place of its language.

    The folder is needed only while loading: Vosk reads every file at once.
    """
    with tempfile.TemporaryDirectory(prefix="vosk-") as place:
        linked = Path(place, folder.name)
        shutil.copytree(folder, linked, copy_function=os.symlink)
        (linked / GRAMMAR).unlink()
        grammar.write_fst(numbers, linked / GRAMMAR)
        (linked / _WORDS).unlink(missing_ok=True)
        lines = [f"{word} {number}" for word, number in [(EPSILON, 0), *numbers.items()]]
        (linked / _WORDS).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return load(vosk, linked)
