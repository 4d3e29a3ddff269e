"""The ear that needs no download: PocketSphinx with the US English model inside its wheel.

Sound is cleaned of noise and decoded as it comes, by the grammar and by phones in any row; an
utterance is refused when the grammar's words fit it far worse than the phones, or are other ones. Imports only from
`audio`.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Self

import numpy as np

from audio.denoise import Denoiser
from audio.fit import OF_SENTENCES, Judge
from audio.free_search import FreeHearing, free_hearing
from audio.grammar import Grammar
from audio.pcm import RATE, Samples
from audio.pocketsphinx_search import Mean, Search, mean, phones_search, words_search
from audio.pronunciations import spoken_forms
from audio.recognize import NOTHING, REFUSED_BELOW, Hearing, Partial, heard
from audio.sentences import Sentences

FLOOR = 8.0
"""Root mean square of the hiss laid under all sound, in 16 bit steps"""
FIRST_S = 1.0
"""Sound over which the mean is measured before any of it is decoded, in seconds"""
AGAIN_S = 0.5
"""Sound after which the mean is measured again"""
SPEECH = 0.99
"""Probability at which 10 ms count as speech. Clatter and music come to 0.98 and no word of the
grammar can be told from them by its score."""


@dataclass(frozen=True)
class _Engine:
    """What decodes: opened once, used for utterance after utterance."""

    words: Search
    phones: Search
    mean: Mean
    sentences: Sentences
    spoken: Mapping[str, Sequence[str]]
    free: FreeHearing | None
    """None where the judge never asks"""
    judge: Judge
    refused_below: float


class PocketSphinxEar:
    """Listens for the sentences of one grammar."""

    name = "pocketsphinx"

    def __init__(
        self,
        att: str,
        pronunciations: Mapping[str, str] | None = None,
        refused_below: float = REFUSED_BELOW,
        judge: Judge = OF_SENTENCES,
    ) -> None:
        grammar = Grammar.parse(att)
        spoken = spoken_forms(grammar.words(), pronunciations or {})
        self.unknown = tuple(word for word in grammar.words() if word not in spoken)
        whole = grammar.without(set(self.unknown)).optimised().whole()
        search, sentences = words_search(whole, spoken), Sentences(whole)
        free = free_hearing() if judge.doubtful else None
        self._engine = _Engine(
            search, phones_search(), mean(), sentences, spoken, free, judge, refused_below
        )

    def listen(self) -> "PocketSphinxDecoding":
        """Begin an utterance."""
        return PocketSphinxDecoding(self._engine)

    def hear(self, samples: Samples) -> Hearing:
        """The words of a whole utterance."""
        return heard(self.listen(), samples)

    def hear_clean(self, samples: Samples, speech: Iterable[float]) -> Hearing:
        """The words of sound already cleaned of noise, and how likely each of its 10 ms is speech."""
        return self.listen().judged(samples, speech)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        del self._engine


class PocketSphinxDecoding:
    """One utterance, decoded while it is spoken."""

    def __init__(self, engine: _Engine) -> None:
        self._engine = engine
        self._hiss = np.random.default_rng(0)
        self._heard: Samples = np.zeros(0, dtype=np.int16)
        self._decoded = 0
        self._mean, self._measured = "", 0
        self._partial = Partial("", complete=False)
        self._seconds = 0.0
        engine.words.start()
        engine.phones.start()
        engine.mean.start()

    @cached_property
    def _denoiser(self) -> Denoiser:
        """Opened with the first sound that is not clean yet."""
        return Denoiser()

    def feed(self, samples: Samples) -> Partial:
        """Take sound; the words so far, from the first second on."""
        started = time.thread_time()
        self._take(self._denoiser.feed(samples))
        if len(self._heard) >= FIRST_S * RATE:
            self._decode()
        self._seconds += time.thread_time() - started
        return self._partial

    def end(self) -> Hearing:
        """The words; "" also when the sound fits them far worse than any phones."""
        started = time.thread_time()
        rest = self._denoiser.finish()
        self._seconds += time.thread_time() - started
        return self.judged(rest, self._denoiser.speech)

    def judged(self, rest: Samples, chances: Iterable[float]) -> Hearing:
        """The words once the rest of the cleaned sound is taken, and how likely each 10 ms of all of it is speech."""
        started = time.thread_time()
        self._take(rest)
        engine = self._engine
        speech = sum(chance >= SPEECH for chance in chances)
        if speech < engine.judge.speech:
            return NOTHING
        self._decode()
        engine.words.end()
        engine.phones.end()
        found = engine.words.found()
        words, confidence = found.words, 0.0
        if words:
            free = partial(engine.free.of, self._heard, self._mean) if engine.free else None
            phones = engine.phones.found()
            confidence = engine.judge.confidence(found, phones, engine.spoken, speech, free)
        spent = self._seconds + time.thread_time() - started
        if confidence < engine.refused_below:
            return Hearing("", 0.0, (), spent)
        return Hearing(words, confidence, (), spent)

    def _take(self, samples: Samples) -> None:
        """Keep sound over a faint hiss.

        Digital silence, as synthesisers and noise gates make it, is far from any silence the model
        was trained on, and pulls the mean that is taken off all frames with it.
        """
        hiss = self._hiss.normal(scale=FLOOR, size=len(samples))
        noisy = np.clip(samples + hiss, -32768, 32767).astype(np.int16)
        self._heard = np.concatenate((self._heard, noisy))

    def _decode(self) -> None:
        """Decode what was not, with the mean of what was heard until lately."""
        if not self._mean or len(self._heard) - self._measured >= AGAIN_S * RATE:
            grown, self._measured = self._heard[self._measured :], len(self._heard)
            self._mean = self._engine.mean.grown(grown)
        new, self._decoded = self._heard[self._decoded :], len(self._heard)
        self._engine.words.feed(new, self._mean)
        self._engine.phones.feed(new, self._mean)
        words, _ = self._engine.words.best()
        self._partial = Partial(words, self._engine.sentences.settled(words))
