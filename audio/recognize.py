"""What every ear is: sound goes in, the words of the grammar come out. Imports only `audio.pcm`."""

from dataclasses import dataclass
from typing import Protocol, Self

from audio.pcm import Samples


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


NOTHING = Hearing(words="", confidence=0.0, alternatives=(), seconds=0.0)


class Ear(Protocol):
    """A recogniser with its grammar loaded; a context manager."""

    name: str
    unknown: tuple[str, ...]
    """Words of the grammar the ear cannot hear; sentences with them are left out"""

    def hear(self, samples: Samples) -> Hearing:
        """The words of one utterance."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...
