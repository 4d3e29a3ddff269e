"""Hears a few set phrases in anything: the wake phrase, and "stop" while the counter speaks.

PocketSphinx's keyphrase search compares each phrase with a loop of phones; a threshold by phrase says by how much the
phrase must fit better. Imports only from `audio`.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import pocketsphinx

from audio.errors import GrammarRefused
from audio.pcm import Samples
from audio.pronunciations import missing, model_file

STOP = "stop"
THRESHOLDS = {STOP: 1e-35}
"""Set by `bench bargein` on half of its voices"""
LONGER = 1e-40
"""For any other phrase"""


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

    def feed(self, samples: Samples) -> str:
        """Take sound; the phrase that ended within it, or ""."""
        self._decoder.process_raw(samples.tobytes())
        found = self._decoder.hyp()
        if found is None:
            return ""
        self.reset()
        return str(found.hypstr).strip()

    def reset(self) -> None:
        """Forget the sound so far."""
        self._decoder.end_utt()
        self._decoder.start_utt()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        del self._decoder


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
