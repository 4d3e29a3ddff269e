"""The ear with the better models: Vosk, its language model replaced by our grammar.

Vosk's own phrase list is a loose bigram and mixes the words of different sentences. Small models
keep the language in `graph/Gr.fst`; that one file is replaced by the compiled grammar, in a folder
of links to the rest of the model. Large models have no `Gr.fst` and get the phrase list; then nothing is refused.
Imports only from `audio`.
"""

import json
import logging
import time
from pathlib import Path
from typing import Any, Self

import numpy as np

from audio.grammar import Grammar
from audio.listen import has_speech
from audio.pcm import RATE, Samples
from audio.pieces import Joining, in_pieces
from audio.recognize import NOTHING, REFUSED_BELOW, Hearing, Partial, heard
from audio.sentences import Sentences
from audio.vosk_engine import ids, library, load, pieces, with_grammar
from audio.vosk_filler import confidence, filler
from audio.vosk_models import GRAMMAR

_LOGGER = logging.getLogger(__name__)
_ALTERNATIVES = 4


class VoskEar:
    """Listens for the sentences of one grammar with the model in `model_dir`."""

    name = "vosk"

    def __init__(
        self,
        att: str,
        model_dir: Path,
        phrase_list: bool = False,
        refused_below: float = REFUSED_BELOW,
    ) -> None:
        self._vosk = library()
        self.exact = (model_dir / GRAMMAR).exists() and not phrase_list
        """False when only the words are given, as a phrase list"""
        grammar = Grammar.parse(att)
        model = load(self._vosk, model_dir)
        parts = pieces(model, grammar.words())
        self._joining = Joining(parts)
        grammar = grammar.changed(lambda part: in_pieces(part, parts))
        numbers = ids(model, grammar.words())
        self.unknown = tuple(word for word in grammar.words() if word not in numbers)
        self._phrases: str | None = None
        self._filler: Any = None
        whole = grammar.without(self.unknown).optimised().whole()
        self._sentences = Sentences(whole)
        if self.exact:
            del model
            model = with_grammar(self._vosk, model_dir, whole, numbers)
            self._filler = filler(model_dir, grammar.words())
        else:
            _LOGGER.warning("%s: no compiled grammar, words in any order", model_dir.name)
            self._phrases = json.dumps(whole.words(), ensure_ascii=False)
        self._model = model
        self._refused_below = refused_below

    def listen(self) -> "VoskDecoding":
        """Begin an utterance."""
        words = self._recognizer(self._model, *([self._phrases] if self._phrases else []))
        other = self._recognizer(self._filler) if self._filler else None
        return VoskDecoding(words, other, self._sentences, self._joining, self._refused_below)

    def hear(self, samples: Samples) -> Hearing:
        """The words of a whole utterance."""
        return heard(self.listen(), samples)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        del self._model, self._filler

    def _recognizer(self, model: Any, *phrases: str) -> Any:
        recognizer = self._vosk.KaldiRecognizer(model, RATE, *phrases)
        recognizer.SetMaxAlternatives(_ALTERNATIVES)
        return recognizer


class VoskDecoding:
    """One utterance in one of Vosk's recognisers, beside one that takes any words."""

    def __init__(
        self,
        recognizer: Any,
        filler: Any | None,
        sentences: Sentences,
        joining: Joining,
        refused_below: float,
    ) -> None:
        self._recognizer = recognizer
        self._filler = filler
        self._sentences = sentences
        self._joining = joining
        self._refused_below = refused_below
        self._sound: list[Samples] = [np.zeros(0, dtype=np.int16)]
        self._seconds = 0.0

    def feed(self, samples: Samples) -> Partial:
        """Take sound; the words so far."""
        started = time.thread_time()
        self._sound.append(samples)
        self._recognizer.AcceptWaveform(samples.tobytes())
        if self._filler:
            self._filler.AcceptWaveform(samples.tobytes())
        words = json.loads(self._recognizer.PartialResult())["partial"].strip()
        self._seconds += time.thread_time() - started
        return Partial(self._joining.joined(words), self._sentences.settled(words))

    def end(self) -> Hearing:
        """The words, and what was nearly as good; no words if any others fit the sound far better."""
        started = time.thread_time()
        if not has_speech(np.concatenate(self._sound)):
            return NOTHING
        found, best = _ranked(self._recognizer)
        words = [self._joining.joined(text) for text in found]
        confidence = self._confidence(best) if words else 0.0
        spent = self._seconds + time.thread_time() - started
        if confidence < self._refused_below:
            return Hearing("", 0.0, (), spent)
        others = tuple(dict.fromkeys(text for text in words[1:] if text != words[0]))
        return Hearing(words[0], confidence, others, spent)

    def _confidence(self, score: float) -> float:
        """How sure it is that these words were said; sure where there is nothing to compare with."""
        if self._filler is None:
            return 1.0
        _, other = _ranked(self._filler)
        return confidence(score, other)


def _ranked(recognizer: Any) -> tuple[list[str], float]:
    """Sentences, best first, none without words; and the log likelihood of the best, which Vosk calls its confidence."""
    found = json.loads(recognizer.FinalResult()).get("alternatives", [])
    texts = [one["text"].strip() for one in found]
    return (texts, float(found[0]["confidence"])) if texts and texts[0] else ([], 0.0)
