"""The ear with the better models: Vosk, its language model replaced by our grammar.

Vosk's own phrase list is a loose bigram and mixes the words of different sentences. Small models
keep the language in `graph/Gr.fst`; that one file is replaced by the compiled grammar, in a folder
of links to the rest of the model. Large models have no `Gr.fst` and get the phrase list.
Imports only from `audio`.
"""

import json
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import numpy as np

from audio.acceptor import EPSILON, Acceptor
from audio.errors import EarUnavailable
from audio.grammar import Grammar
from audio.listen import has_speech
from audio.pcm import RATE, Samples
from audio.pieces import Joining, in_pieces, split
from audio.recognize import NOTHING, Hearing, Partial, heard
from audio.sentences import Sentences
from audio.vosk_models import ACOUSTIC, GRAMMAR

_LOGGER = logging.getLogger(__name__)
_WORDS = Path("graph", "words.txt")
_ALTERNATIVES = 4


class VoskEar:
    """Listens for the sentences of one grammar with the model in `model_dir`."""

    name = "vosk"

    def __init__(self, att: str, model_dir: Path, phrase_list: bool = False) -> None:
        self._vosk = _library()
        self.exact = (model_dir / GRAMMAR).exists() and not phrase_list
        """False when only the words are given, as a phrase list"""
        grammar = Grammar.parse(att)
        model = _load(self._vosk, model_dir)
        pieces = _pieces(model, grammar.words())
        self._joining = Joining(pieces)
        grammar = grammar.changed(lambda part: in_pieces(part, pieces))
        ids = _ids(model, grammar.words())
        self.unknown = tuple(word for word in grammar.words() if word not in ids)
        self._phrases: str | None = None
        whole = grammar.without(self.unknown).optimised().whole()
        self._sentences = Sentences(whole)
        if self.exact:
            del model
            model = _with_grammar(self._vosk, model_dir, whole, ids)
        else:
            _LOGGER.warning("%s: no compiled grammar, words in any order", model_dir.name)
            self._phrases = json.dumps(whole.words(), ensure_ascii=False)
        self._model = model

    def listen(self) -> "VoskDecoding":
        """Begin an utterance."""
        return VoskDecoding(self._recognizer(), self._sentences, self._joining)

    def hear(self, samples: Samples) -> Hearing:
        """The words of a whole utterance."""
        return heard(self.listen(), samples)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        del self._model

    def _recognizer(self) -> Any:
        phrases = [self._phrases] if self._phrases else []
        recognizer = self._vosk.KaldiRecognizer(self._model, RATE, *phrases)
        recognizer.SetMaxAlternatives(_ALTERNATIVES)
        return recognizer


class VoskDecoding:
    """One utterance in one of Vosk's recognisers."""

    def __init__(self, recognizer: Any, sentences: Sentences, joining: Joining) -> None:
        self._recognizer = recognizer
        self._sentences = sentences
        self._joining = joining
        self._sound: list[Samples] = [np.zeros(0, dtype=np.int16)]
        self._seconds = 0.0

    def feed(self, samples: Samples) -> Partial:
        """Take sound; the words so far."""
        started = time.thread_time()
        self._sound.append(samples)
        self._recognizer.AcceptWaveform(samples.tobytes())
        words = json.loads(self._recognizer.PartialResult())["partial"].strip()
        self._seconds += time.thread_time() - started
        return Partial(self._joining.joined(words), words in self._sentences)

    def end(self) -> Hearing:
        """The words, and what was nearly as good."""
        started = time.thread_time()
        if not has_speech(np.concatenate(self._sound)):
            return NOTHING
        found = json.loads(self._recognizer.FinalResult())
        return _hearing(found, self._joining, self._seconds + time.thread_time() - started)


def missing(words: Iterable[str], model_dir: Path) -> list[str]:
    """The words the model knows neither whole nor in pieces, sorted. Loads the model: seconds."""
    wanted, model = set(words), _load(_library(), model_dir)
    return sorted(wanted - set(_ids(model, wanted)) - set(_pieces(model, wanted)))


def _library() -> ModuleType:
    try:
        import vosk
    except (ImportError, OSError) as fault:
        raise EarUnavailable("vosk", f"its library does not load: {fault}") from fault
    vosk.SetLogLevel(-1)
    module: ModuleType = vosk
    return module


def _load(vosk: ModuleType, folder: Path) -> Any:
    if not (folder / ACOUSTIC).exists():
        raise EarUnavailable("vosk", f"{folder} holds no Vosk model ({ACOUSTIC} is not there)")
    try:
        return vosk.Model(str(folder))
    except Exception as fault:
        raise EarUnavailable("vosk", f"the model in {folder} cannot be loaded") from fault


def _ids(model: Any, words: Iterable[str]) -> dict[str, int]:
    """Word -> the model's number for it, less the words it does not know."""
    numbers = {word: model.vosk_model_find_word(word) for word in words}
    return {word: number for word, number in numbers.items() if number > 0}


def _pieces(model: Any, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Word -> its pieces, for those that the model knows only in pieces."""

    def known(word: str) -> bool:
        return bool(model.vosk_model_find_word(word) > 0)

    found = {word: split(word, known) for word in words if word != EPSILON and not known(word)}
    return {word: pieces for word, pieces in found.items() if pieces}


def _with_grammar(vosk: ModuleType, folder: Path, grammar: Acceptor, ids: dict[str, int]) -> Any:
    """The model loaded once more with our grammar in place of its language.

    The folder is needed only while loading: Vosk reads every file at once.
    """
    with tempfile.TemporaryDirectory(prefix="vosk-") as place:
        linked = Path(place, folder.name)
        shutil.copytree(folder, linked, copy_function=os.symlink)
        (linked / GRAMMAR).unlink()
        grammar.write_fst(ids, linked / GRAMMAR)
        (linked / _WORDS).unlink(missing_ok=True)
        lines = [f"{word} {number}" for word, number in [(EPSILON, 0), *ids.items()]]
        (linked / _WORDS).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return _load(vosk, linked)


def _hearing(found: dict[str, Any], joining: Joining, seconds: float) -> Hearing:
    """From Vosk's alternatives, whose `confidence` is a log likelihood."""
    ranked = [
        (joining.joined(a["text"].strip()), float(a["confidence"]))
        for a in found.get("alternatives", [])
    ]
    if not ranked or not ranked[0][0]:
        return Hearing("", 0.0, (), seconds)
    others = tuple(dict.fromkeys(text for text, _ in ranked[1:] if text != ranked[0][0]))
    return Hearing(ranked[0][0], 1.0, others, seconds)
