"""What the counter hears with, whatever becomes of the catalogue. May import `app.counter.ear_set`, `audio` and `skills`.

Where it follows a catalogue, ears for a new edition are made beside the talk, and take the place of the old ones between two
turns, as soon as they are ready. Until then the old ones hear on: a product that is gone is refused by the shop.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from app.counter.ear_set import EarSet
from audio.kept import Kept
from audio.pcm import Samples
from audio.recognize import Ear, Hearing
from skills.grammar import OPENING
from skills.lexicon import Lexicon

_LOGGER = logging.getLogger(__name__)
MENDING = "the catalogue's `pronunciations` and synonyms mend that: see `skill lint`"


@dataclass(frozen=True)
class Catalogue:
    """A catalogue that may change while people talk."""

    edition: Callable[[], str]
    """Names what is loaded now; cheap"""
    lexicon: Callable[[], Lexicon]
    """Reads it"""


@dataclass
class Ears:
    """Hears utterances of a shop."""

    lexicon: Lexicon
    kind: str = "auto"
    """auto, vosk or pocketsphinx"""
    model: Path | None = None
    """Directory of a Vosk model, where one is chosen"""
    kept: Kept | None = None
    """Where compiled grammars are kept"""
    catalogue: Catalogue | None = None
    """Followed, if there is one"""
    _next: Future[EarSet] | None = None
    _worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "catalogue"))

    def __post_init__(self) -> None:
        self._set = self._set_for(self.lexicon)
        self._edition = self.catalogue.edition() if self.catalogue else ""

    def hear(self, samples: Samples, question: str, category: str = "") -> Hearing:
        """Hear one utterance, said after a question (empty: none), of a category (empty: none in particular)."""
        return self.ear(question, category).hear(samples)

    def ear(self, question: str = OPENING, category: str = "") -> Ear:
        """The ear for a question, else for the beginning of a visit; it stays open until the next call."""
        self._follow()
        return self._set.ear(question, category)

    def prepare(self, question: str, category: str = "") -> None:
        """Open the ear for a question beside the talk: it will be asked next."""
        self._set.prepare(question, category)

    def describe(self) -> str:
        """Which ear it is, and the words of the shop that it cannot hear, or hears by a guess."""
        ear = self.ear()
        told = [f"listening with {ear.name}"]
        if ear.unknown:
            told.append(f"words it cannot hear: {', '.join(ear.unknown)}")
        if ear.name == "pocketsphinx" and self._set.guessed:
            told.append(f"pronunciations guessed: {', '.join(self._set.guessed)}")
        told[1:] = [f"{'; '.join(told[1:])} ({MENDING})"] if told[1:] else []
        if self._set.partial:
            every, most = len(self.lexicon.vocabulary.products), self._set.most
            told.append(
                f"of {every} products the {most} sold most are heard, and those of a category "
                "once it was talked about: ask for the category first"
            )
        return "; ".join(told)

    def _follow(self) -> None:
        """Take ears that are ready in place of the old ones; begin new ones if the catalogue has changed."""
        if self._next and self._next.done():
            ready, self._next = self._next, None
            self._swap(ready)
        if self.catalogue and self._next is None:
            edition = self.catalogue.edition()
            if edition != self._edition:
                self._edition = edition
                self._next = self._worker.submit(self._made, self.catalogue)

    def _made(self, catalogue: Catalogue) -> EarSet:
        made = self._set_for(catalogue.lexicon())
        try:
            made.ear()
        except BaseException:
            made.close()
            raise
        return made

    def _swap(self, ready: Future[EarSet]) -> None:
        if error := ready.exception():
            _LOGGER.error(
                "the new catalogue cannot be listened for, the old one still is: %s", error
            )
            return
        self._set.close()
        self._set = ready.result()
        self.lexicon = self._set.lexicon

    def _set_for(self, lexicon: Lexicon) -> EarSet:
        return EarSet(lexicon, self.kind, self.model, self.kept)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._worker.shutdown(cancel_futures=True)
        if self._next and not self._next.cancelled() and self._next.exception() is None:
            self._next.result().close()
        self._set.close()
