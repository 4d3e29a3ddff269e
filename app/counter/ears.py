"""An ear for each question: the whole shop's grammar, and what answers the question that is open.

May import `audio` and `skills`. An ear is opened when its question is first asked, and closed with all others.
"""

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from audio.ears import open_ear
from audio.pcm import Samples
from audio.recognize import Ear, Hearing
from skills import grammar
from skills.lexicon import Lexicon


@dataclass
class Ears:
    """Hears utterances over one state of the catalogue."""

    lexicon: Lexicon
    kind: str = "auto"
    """auto, vosk or pocketsphinx"""
    model: Path | None = None
    """Directory of a Vosk model, where one is chosen"""
    _open: dict[str, Ear] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    def hear(self, samples: Samples, question: str) -> Hearing:
        """Hear one utterance, said after a question (empty: none)."""
        return self.ear(question).hear(samples)

    def ear(self, question: str = "") -> Ear:
        """The ear for a question; questions without answers of their own share one."""
        key = question if question in self._questions() else ""
        if key not in self._open:
            language = self.lexicon.language
            ear = open_ear(
                self.kind,
                grammar.build(self.lexicon, key),
                locale=language.locale,
                pronunciations=language.pronunciations,
                model_dir=self.model,
            )
            self._open[key] = self._stack.enter_context(ear)
        return self._open[key]

    def describe(self) -> str:
        """Which ear it is, and the words of the shop that it cannot hear."""
        ear = self.ear()
        deaf = f"; words it cannot hear: {', '.join(ear.unknown)}" if ear.unknown else ""
        return f"listening with {ear.name}{deaf}"

    def _questions(self) -> set[str]:
        return {q for intent in self.lexicon.language.intents.values() for q in intent.answers}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()
        self._open.clear()
