"""What every ear is: sound goes in, the words of the grammar come out. Imports only `audio.pcm`."""

import math
from dataclasses import dataclass
from typing import Protocol, Self

from audio.pcm import RATE, Samples


@dataclass(frozen=True)
class Hearing:
    """What an ear made of one utterance."""

    words: str
    """Words of the grammar, "" when nothing of it was heard"""
    confidence: float
    """0 to 1; 0 when nothing was heard"""
    alternatives: tuple[str, ...]
    """Other sentences that were nearly as good, best first"""
    seconds: float
    """Processor time spent"""


@dataclass(frozen=True)
class Partial:
    """What an ear makes of an utterance so far."""

    words: str
    """The best words so far, "" while there are none"""
    complete: bool
    """The words so far are a whole sentence of the grammar, or lack a last word that is the only one to follow"""


NOTHING = Hearing(words="", confidence=0.0, alternatives=(), seconds=0.0)
REFUSED_BELOW = 0.5
"""Confidence under which nothing was heard"""
FED_S = 0.1
"""Sound fed at once when a whole utterance is heard, in seconds; about what a microphone gives"""


class Decoding(Protocol):
    """One utterance being decoded while it is spoken."""

    def feed(self, samples: Samples) -> Partial:
        """Take the next sound, of any length; what was heard so far."""

    def end(self) -> Hearing:
        """The utterance is over: what was heard. Called once."""


class Ear(Protocol):
    """A recogniser with its grammar loaded; a context manager."""

    name: str
    unknown: tuple[str, ...]
    """Words of the grammar the ear cannot hear; sentences with them are left out"""

    def listen(self) -> Decoding:
        """Begin an utterance. An ear hears one at a time: one not ended is given up."""

    def hear(self, samples: Samples) -> Hearing:
        """The words of a whole utterance, by the path of one that is spoken."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...


def sureness(fits: float, halfway: float, steepness: float) -> float:
    """A confidence, 0 to 1, of how well words fit, by any measure: at `halfway` they are as likely as not."""
    return 1 / (1 + math.exp(min(50.0, steepness * (halfway - fits))))


def heard(decoding: Decoding, samples: Samples) -> Hearing:
    """A whole utterance fed as a microphone would."""
    step = round(FED_S * RATE)
    for at in range(0, len(samples), step):
        decoding.feed(samples[at : at + step])
    return decoding.end()
