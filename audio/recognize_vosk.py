"""The ear with the better models: Vosk, its language model replaced by our grammar.

Vosk's own phrase list is a loose bigram and mixes the words of different sentences. Small models
keep the language in `graph/Gr.fst`; that one file is replaced by the compiled grammar, in a folder
of links to the rest of the model. Large models have no `Gr.fst` and get the phrase list.
Imports only from `audio`.
"""

import importlib.util
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

from audio.acceptor import EPSILON, Acceptor
from audio.errors import EarUnavailable
from audio.listen import has_speech
from audio.pcm import RATE, Samples
from audio.recognize import NOTHING, Hearing

_LOGGER = logging.getLogger(__name__)
_GRAMMAR = Path("graph", "Gr.fst")
_WORDS = Path("graph", "words.txt")
_ACOUSTIC = Path("am", "final.mdl")
_ALTERNATIVES = 4


class VoskEar:
    """Listens for the sentences of one grammar with the model in `model_dir`."""

    name = "vosk"

    def __init__(self, att: str, model_dir: Path, phrase_list: bool = False) -> None:
        self._vosk = _library()
        self.exact = (model_dir / _GRAMMAR).exists() and not phrase_list
        """False when only the words are given, as a phrase list"""
        grammar = Acceptor.parse(att)
        model = _load(self._vosk, model_dir)
        ids = _ids(model, grammar.words())
        self.unknown = tuple(word for word in grammar.words() if word not in ids)
        self._phrases: str | None = None
        grammar = grammar.without(self.unknown).optimised()
        if self.exact:
            del model
            model = _with_grammar(self._vosk, model_dir, grammar, ids)
        else:
            _LOGGER.warning("%s: no compiled grammar, words in any order", model_dir.name)
            self._phrases = json.dumps(grammar.words(), ensure_ascii=False)
        self._model = model

    def hear(self, samples: Samples) -> Hearing:
        """The words of one utterance."""
        started = time.thread_time()
        if not has_speech(samples):
            return NOTHING
        recognizer = self._recognizer()
        recognizer.AcceptWaveform(samples.tobytes())
        found = json.loads(recognizer.FinalResult())
        return _hearing(found, time.thread_time() - started)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        del self._model

    def _recognizer(self) -> Any:
        phrases = [self._phrases] if self._phrases else []
        recognizer = self._vosk.KaldiRecognizer(self._model, RATE, *phrases)
        recognizer.SetMaxAlternatives(_ALTERNATIVES)
        return recognizer


def missing(words: Iterable[str], model_dir: Path) -> list[str]:
    """The words the model does not know, sorted. Loads the model: seconds."""
    wanted = set(words)
    return sorted(wanted - set(_ids(_load(_library(), model_dir), wanted)))


def find_model(locale: str, folders: Iterable[Path] | None = None) -> Path | None:
    """The folder of an installed model for a locale such as en-US; None if there is none.

    A folder may be a model or hold models under the names Vosk gives them. Models that can take
    a compiled grammar come before those that cannot.
    """
    found = [
        model
        for folder in (search_folders(locale) if folders is None else folders)
        for model in [folder, *sorted(folder.glob("vosk-model*"))]
        if (model / _ACOUSTIC).exists() and _speaks(model.name, locale)
    ]
    exact = [model for model in found if (model / _GRAMMAR).exists()]
    return next(iter(exact + found), None)


def search_folders(locale: str) -> list[Path]:
    """Where models are looked for, in this order."""
    named = os.environ.get("VOSK_MODEL_PATH")
    package = importlib.util.find_spec(f"vosk_model_{locale[:2].lower()}")
    places = (package.submodule_search_locations or []) if package else []
    return [
        *([Path(named)] if named else []),
        Path(__file__).resolve().parents[1] / "models" / "speech",
        Path.home() / ".cache" / "vosk",
        *(Path(place, "model") for place in places),
    ]


def how_to_install(locale: str) -> str:
    """What to do where no model was found."""
    return (
        f"no model for {locale} in VOSK_MODEL_PATH, models/speech or ~/.cache/vosk; "
        "unpack a small one from alphacephei.com/vosk/models into models/speech"
    )


def _speaks(name: str, locale: str) -> bool:
    """Whether a folder's name fits the locale; a folder of another kind of name always does."""
    if not name.startswith("vosk-model-"):
        return True
    tags = name.removeprefix("vosk-model-").removeprefix("small-").lower()
    return tags.split("-")[0] == locale.lower().split("-")[0]


def _library() -> ModuleType:
    try:
        import vosk
    except (ImportError, OSError) as fault:
        raise EarUnavailable("vosk", f"its library does not load: {fault}") from fault
    vosk.SetLogLevel(-1)
    module: ModuleType = vosk
    return module


def _load(vosk: ModuleType, folder: Path) -> Any:
    if not (folder / _ACOUSTIC).exists():
        raise EarUnavailable("vosk", f"{folder} holds no Vosk model ({_ACOUSTIC} is not there)")
    try:
        return vosk.Model(str(folder))
    except Exception as fault:
        raise EarUnavailable("vosk", f"the model in {folder} cannot be loaded") from fault


def _ids(model: Any, words: Iterable[str]) -> dict[str, int]:
    """Word -> the model's number for it, less the words it does not know."""
    numbers = {word: model.vosk_model_find_word(word) for word in words}
    return {word: number for word, number in numbers.items() if number > 0}


def _with_grammar(vosk: ModuleType, folder: Path, grammar: Acceptor, ids: dict[str, int]) -> Any:
    """The model loaded once more with our grammar in place of its language.

    The folder is needed only while loading: Vosk reads every file at once.
    """
    with tempfile.TemporaryDirectory(prefix="vosk-") as place:
        linked = Path(place, folder.name)
        shutil.copytree(folder, linked, copy_function=os.symlink)
        (linked / _GRAMMAR).unlink()
        grammar.write_fst(ids, linked / _GRAMMAR)
        (linked / _WORDS).unlink(missing_ok=True)
        lines = [f"{word} {number}" for word, number in [(EPSILON, 0), *ids.items()]]
        (linked / _WORDS).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return _load(vosk, linked)


def _hearing(found: dict[str, Any], seconds: float) -> Hearing:
    """From Vosk's alternatives, whose `confidence` is a log likelihood."""
    ranked = [(a["text"].strip(), float(a["confidence"])) for a in found.get("alternatives", [])]
    if not ranked or not ranked[0][0]:
        return Hearing("", 0.0, (), seconds)
    others = tuple(dict.fromkeys(text for text, _ in ranked[1:] if text != ranked[0][0]))
    return Hearing(ranked[0][0], 1.0, others, seconds)
