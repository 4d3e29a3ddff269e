"""Hears a few set phrases in anything: the wake phrase, and "stop" while the counter speaks.

PocketSphinx's keyphrase search compares each phrase with a loop of phones; a threshold by phrase says by how much the
phrase must fit better. It finds nearly all that is said, and much that is not: what it finds is heard again, cleaned of
noise, by an ear that knows only these phrases and may refuse. Imports only from `audio`.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import numpy as np
import pocketsphinx

from audio.denoise import FRAME_S, Denoiser
from audio.errors import GrammarRefused
from audio.fit import OF_PHRASES
from audio.pcm import RATE, Samples
from audio.pronunciations import missing, model_file
from audio.recognize_pocketsphinx import PocketSphinxEar

STOP = "stop"
THRESHOLDS = {STOP: 1e-45}
"""Set by `bench bargein` on half of its voices"""
LONGER = 1e-60
"""For any other phrase"""
WINDOW_S = 1.6
"""How much sound is heard again: a wake phrase may be found by its end alone"""
LOOKS, EVERY = 13, 6
"""Three times in 0.4 s: at once, and 6 and 12 blocks later"""


@dataclass
class _Sound:
    """The last of the sound, cleaned as it comes."""

    denoiser: Denoiser = field(
        default_factory=lambda: Denoiser(remembered=round(WINDOW_S / FRAME_S))
    )
    clean: Samples = field(default_factory=lambda: np.zeros(0, dtype=np.int16))

    def take(self, samples: Samples) -> None:
        whole = np.concatenate((self.clean, self.denoiser.feed(samples)))
        self.clean = whole[-round(WINDOW_S * RATE) :]


class Spotter:
    """Listens for phrases in a stream of sound; a context manager."""

    def __init__(self, wake: str = "") -> None:
        self.wake = " ".join(wake.lower().split())
        """The wake phrase; "" when there is none"""
        phrases = {STOP, self.wake} - {""}
        wanted = {phrase: THRESHOLDS.get(phrase, LONGER) for phrase in phrases}
        if unknown := missing(word for phrase in wanted for word in phrase.split()):
            raise GrammarRefused(
                f"the spotter cannot hear {', '.join(unknown)}; choose other words"
            )
        self._decoder = keyphrase_search(wanted)
        self._decoder.start_utt()
        self._ear = PocketSphinxEar(_only(phrases), judge=OF_PHRASES)
        self._sound = _Sound()
        self._looks = 0

    def feed(self, samples: Samples) -> str:
        """Take sound; the phrase that ended within it, or ""."""
        self._sound.take(samples)
        self._decoder.process_raw(samples.tobytes())
        if self._decoder.hyp() is not None:
            self._again()
            self._looks = self._looks or LOOKS
        return self._look() if self._looks else ""

    def _look(self) -> str:
        """Hear the last sound again, three times: the search may find a phrase before its end."""
        self._looks -= 1
        if self._looks % EVERY:
            return ""
        words = self._ear.hear_clean(self._sound.clean, self._sound.denoiser.speech).words
        if words:
            self.reset()
        return words

    def reset(self) -> None:
        """Forget the sound so far."""
        self._sound = _Sound()
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


def keyphrase_search(thresholds: Mapping[str, float]) -> pocketsphinx.Decoder:
    """PocketSphinx's own search for phrases, each with its threshold."""
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
