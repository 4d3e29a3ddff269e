"""The ear that needs no download: PocketSphinx with the US English model inside its wheel.

The grammar becomes PocketSphinx's own finite state form. Imports only from `audio`.
"""

import math
import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

import numpy as np
import pocketsphinx

from audio.acceptor import Acceptor
from audio.listen import has_speech
from audio.pcm import Samples
from audio.pronunciations import missing, model_file, spoken_forms
from audio.recognize import NOTHING, Hearing, Partial
from audio.sentences import Sentences

LANGUAGE_WEIGHT = 6.5
"""How much the grammar's weights count beside the sound; PocketSphinx's own `-lw`"""
FLOOR = 8.0
"""Root mean square of the hiss laid under all sound, in 16 bit steps"""
SETTINGS: dict[str, object] = {
    "loglevel": "FATAL",
    "logfn": os.devnull,
    "lm": None,
    "bestpath": False,
    "beam": 1e-80,
    "pbeam": 1e-80,
    "wbeam": 1e-60,
    "compallsen": True,
}
"""Paths wider than the defaults, which lose one command in ten; no lattice, which takes minutes;
all senones, since scores of different searches cannot be compared without"""
HALFWAY = -2.8
"""Log likelihood by frame, words less free phones, at which they are as likely as not. People's
orders lie above -2.1, in kitchen noise of 12 dB too; other sentences at -1 to -9."""
STEEPNESS = 3.0
REFUSED_BELOW = 0.1
"""Confidence under which nothing was heard"""
_SHIFT = 1024
"""PocketSphinx gives scores shifted right by ten bits"""
_GRAMMAR = "grammar"
_PHONES_FREE = "phones"
__all__ = ["PocketSphinxDecoding", "PocketSphinxEar", "missing"]


class PocketSphinxEar:
    """Listens for the sentences of one grammar."""

    name = "pocketsphinx"

    def __init__(self, att: str, pronunciations: Mapping[str, str] | None = None) -> None:
        grammar = Acceptor.parse(att)
        spoken = spoken_forms(grammar.words(), pronunciations or {})
        self.unknown = tuple(word for word in grammar.words() if word not in spoken)
        grammar = grammar.without(set(self.unknown)).optimised()
        self._sentences = Sentences(grammar)
        self._draft, self._decoder = _decoder(spoken), _decoder(spoken)
        for decoder in (self._draft, self._decoder):
            _listen_for(decoder, grammar)

    def listen(self) -> "PocketSphinxDecoding":
        """Begin an utterance."""
        return PocketSphinxDecoding(self._draft, self._decoder, self._sentences)

    def hear(self, samples: Samples) -> Hearing:
        """The words of a whole utterance."""
        decoding = self.listen()
        decoding.feed(samples)
        return decoding.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        del self._draft, self._decoder


class PocketSphinxDecoding:
    """One utterance: heard once while it is spoken, and again, better, when all of it is there."""

    def __init__(
        self, draft: pocketsphinx.Decoder, decoder: pocketsphinx.Decoder, sentences: Sentences
    ) -> None:
        self._draft = draft
        self._decoder = decoder
        self._sentences = sentences
        self._sound: list[Samples] = [np.zeros(0, dtype=np.int16)]
        self._seconds = 0.0
        with suppress(RuntimeError):
            draft.end_utt()  # of an utterance that was given up
        draft.activate_search(_GRAMMAR)
        draft.start_utt()

    def feed(self, samples: Samples) -> Partial:
        """Take sound; the words so far."""
        started = time.thread_time()
        self._sound.append(samples)
        if len(samples):
            self._draft.process_raw(samples.tobytes())
        best = self._draft.hyp()
        words = best.hypstr if best else ""
        self._seconds += time.thread_time() - started
        return Partial(words, words in self._sentences)

    def end(self) -> Hearing:
        """The words; "" also when the sound fits them far worse than any phones."""
        started = time.thread_time()
        self._draft.end_utt()
        samples = np.concatenate(self._sound)
        if not has_speech(samples):
            return NOTHING
        sound = _with_floor(samples).tobytes()
        words, score = self._decode(_GRAMMAR, sound)
        confidence = self._confidence(sound, score) if words else 0.0
        spent = self._seconds + time.thread_time() - started
        if confidence < REFUSED_BELOW:
            return Hearing("", 0.0, (), spent)
        return Hearing(words, confidence, (), spent)

    def _confidence(self, sound: bytes, score: float) -> float:
        """How the words compare with the best row of phones whatever, by frame, as 0 to 1."""
        _, free = self._decode(_PHONES_FREE, sound)
        margin = max(-99.0, (score - free) / max(1, self._decoder.n_frames()))
        return 1 / (1 + math.exp(-STEEPNESS * (margin - HALFWAY)))

    def _decode(self, search: str, sound: bytes) -> tuple[str, float]:
        """The best path of a search and its log likelihood; the words are "" if there is none."""
        decoder = self._decoder
        decoder.activate_search(search)
        decoder.start_utt()
        decoder.process_raw(sound, full_utt=True)
        decoder.end_utt()
        best = decoder.hyp()
        return (best.hypstr, _SHIFT * math.log(best.score)) if best else ("", -math.inf)


def _with_floor(samples: Samples) -> Samples:
    """The sound over a faint hiss, always the same one.

    Digital silence, as synthesisers and noise gates make it, is far from any silence the model
    was trained on, and pulls the mean that is taken off all frames with it.
    """
    hiss = np.random.default_rng(0).normal(scale=FLOOR, size=len(samples))
    return np.clip(samples + hiss, -32768, 32767).astype(np.int16)


def _decoder(spoken: Mapping[str, list[str]]) -> pocketsphinx.Decoder:
    """A decoder that knows only the words it needs: it opens ten times faster."""
    with tempfile.TemporaryDirectory() as folder:
        dictionary = Path(folder, "words.dict")
        lines = [
            f"{word}({number}) {phones}" if number > 1 else f"{word} {phones}"
            for word, several in sorted(spoken.items())
            for number, phones in enumerate(several, start=1)
        ]
        dictionary.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return pocketsphinx.Decoder(hmm=str(model_file("en-us")), dict=str(dictionary), **SETTINGS)


def _listen_for(decoder: pocketsphinx.Decoder, grammar: Acceptor) -> None:
    """Give the decoder the grammar; its final states lead to the one it allows."""
    last = 1 + max(max(arc.source, arc.target) for arc in grammar.arcs)
    arcs = [(arc.source, arc.target, _chance(arc.weight), arc.word) for arc in grammar.arcs]
    ends = [(state, last, _chance(weight)) for state, weight in grammar.finals.items()]
    fsg = decoder.create_fsg(_GRAMMAR, grammar.start, last, [*arcs, *ends])
    decoder.add_fsg(_GRAMMAR, fsg)
    decoder.add_allphone_file(_PHONES_FREE)


def _chance(weight: float) -> float:
    """The probability of an arc, with the language weight that `create_fsg` leaves out."""
    return math.exp(-LANGUAGE_WEIGHT * max(0.0, weight))
