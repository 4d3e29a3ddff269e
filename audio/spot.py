"""Hears a few set phrases in anything: the wake phrase, and "stop" while the counter speaks.

PocketSphinx's keyphrase search compares each phrase with a loop of phones; a threshold by phrase says by how much the
phrase must fit better. It finds nearly all that is said, and much that is not: what it finds is heard again by an ear that
knows only these phrases and may refuse. Imports only from `audio`.
"""

import os
from collections import deque
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import numpy as np
import pocketsphinx

from audio.errors import GrammarRefused
from audio.fit import OF_PHRASES
from audio.listen import BLOCK
from audio.pcm import RATE, Samples
from audio.pronunciations import missing, model_file
from audio.recognize_pocketsphinx import PocketSphinxEar

STOP = "stop"
THRESHOLDS = {STOP: 1e-45}
"""Set by `bench bargein` on half of its voices"""
LONGER = 1e-60
"""For any other phrase"""
BEFORE_S = {STOP: 0.9}
"""How much sound is heard again"""
LONGER_S = 1.6
LOOKS, EVERY = 13, 4
"""For so many blocks, at every so many of them"""


class Spotter:
    """Listens for phrases in a stream of sound; a context manager."""

    def __init__(self, wake: str = "", thresholds: Mapping[str, float] = THRESHOLDS) -> None:
        self.wake = " ".join(wake.lower().split())
        """The wake phrase; "" when there is none"""
        phrases = {STOP, self.wake} - {""}
        wanted = {phrase: thresholds.get(phrase, LONGER) for phrase in phrases}
        if unknown := missing(word for phrase in wanted for word in phrase.split()):
            raise GrammarRefused(
                f"the spotter cannot hear {', '.join(unknown)}; choose other words"
            )
        self._decoder = _decoder(wanted)
        self._decoder.start_utt()
        self._looks = 0
        self._window = LONGER_S
        self._ear = PocketSphinxEar(_only(phrases), judge=OF_PHRASES)
        self._heard: deque[Samples] = deque(maxlen=round(LONGER_S / BLOCK * RATE))

    def feed(self, samples: Samples) -> str:
        """Take sound; the phrase that ended within it, or ""."""
        self._heard.extend(np.array_split(samples, max(1, len(samples) // BLOCK)))
        self._decoder.process_raw(samples.tobytes())
        found = self._decoder.hyp()
        if found is not None:
            self._again()
            if not self._looks:
                self._looks = LOOKS
                self._window = BEFORE_S.get(str(found.hypstr).strip(), LONGER_S)
        return self._look() if self._looks else ""

    def _look(self) -> str:
        """Hear the last sound again, now and then for a third of a second: the search may find a phrase before its end."""
        self._looks -= 1
        if self._looks % EVERY:
            return ""
        sound = np.concatenate(self._heard)[-round(self._window * RATE) :]
        words = self._ear.hear(sound).words
        if words:
            self.reset()
        return words

    def reset(self) -> None:
        """Forget the sound so far."""
        self._heard.clear()
        self._looks = 0
        self._again()

    def _again(self) -> None:
        self._decoder.end_utt()
        self._decoder.start_utt()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._ear.__exit__(*exc)
        del self._decoder


def _only(phrases: Iterable[str]) -> str:
    """A grammar of these phrases, as AT&T text: a path of its own for each."""
    lines, state = [], 0
    for phrase in sorted(phrases):
        words = phrase.split()
        for number, word in enumerate(words):
            lines.append(f"{state if number else 0} {state + 1} {word}")
            state += 1
        lines.append(str(state))
    return "\n".join(lines)


def _decoder(thresholds: Mapping[str, float]) -> pocketsphinx.Decoder:
    with TemporaryDirectory() as folder:
        phrases = Path(folder, "phrases")
        lines = (f"{phrase} /{threshold:g}/\n" for phrase, threshold in thresholds.items())
        phrases.write_text("".join(lines), encoding="utf-8")
        return pocketsphinx.Decoder(
            hmm=str(model_file("en-us")),
            dict=str(model_file("cmudict-en-us.dict")),
            kws=str(phrases),
            lm=None,
            loglevel="FATAL",
            logfn=os.devnull,
        )
