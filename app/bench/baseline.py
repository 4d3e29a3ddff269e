"""What benches of hearing do alike, with the ear that is measured and with the baseline beside it.

May import `app.bench`, `skills` and `audio`.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.bench.plain_ear import Hear
from audio.pcm import Samples
from skills.meaning import Meaning
from skills.understand import Understanding

STEP = 4
"""A baseline, slow as it is, hears every fourth sound; its own figures count them"""
T = TypeVar("T")


@dataclass(frozen=True)
class Understood:
    """What became of one sound."""

    words: str
    meaning: Meaning | None
    seconds: float
    """Processor time from samples to meaning"""


@dataclass(frozen=True)
class Pipeline:
    """The path from sound to meaning, timed."""

    hear: Hear
    understanding: Understanding
    cut: Callable[[Samples], Samples]
    """Finds the speech in a sound, or leaves it `whole`"""

    def __call__(self, sound: Samples, question: str = "") -> Understood:
        """Hear sound after a question, and understand it."""
        started = time.process_time()
        words = self.hear(self.cut(sound), question).words
        meaning = self.understanding.understand(words, question) if words else None
        return Understood(words, meaning, time.process_time() - started)


def whole(sound: Samples) -> Samples:
    """All of the sound, silence too."""
    return sound


def every_fourth(things: Sequence[T]) -> Sequence[T]:
    """Those that a baseline hears."""
    return things[::STEP]


def decode_per_audio(spent_s: Iterable[float], audio_s: Iterable[float]) -> float:
    """Seconds of the processor for a second of sound."""
    return sum(spent_s) / max(1e-9, sum(audio_s))
