"""What every ear is: sound goes in, the words of the grammar come out.

`open_ear` chooses between the ears by one plain `if`. Imports the ears only when one is opened,
so that neither engine is loaded without need.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from audio.errors import EarUnavailable
from audio.pcm import Samples

KINDS = ("pocketsphinx", "vosk")


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


def open_ear(
    kind: str,
    att: str,
    *,
    locale: str = "en-US",
    pronunciations: Mapping[str, str] | None = None,
    model_dir: Path | None = None,
) -> Ear:
    """The ear of that kind listening for the grammar `att` (AT&T text, see `audio.acceptor`).

    `auto` takes Vosk where a model for the locale is installed, else PocketSphinx.
    Raises EarUnavailable and GrammarRefused.
    """
    from audio import recognize_vosk
    from audio.recognize_pocketsphinx import PocketSphinxEar

    if kind in ("auto", "vosk"):
        found = model_dir or recognize_vosk.find_model(locale)
        if found:
            return recognize_vosk.VoskEar(att, found)
        if kind == "vosk":
            raise EarUnavailable("vosk", recognize_vosk.how_to_install(locale))
    if kind in ("auto", "pocketsphinx"):
        if not locale.lower().startswith("en"):
            raise EarUnavailable("pocketsphinx", f"it hears English only, not {locale}")
        return PocketSphinxEar(att, pronunciations or {})
    raise EarUnavailable(kind, f"choose auto or one of {', '.join(KINDS)}")
