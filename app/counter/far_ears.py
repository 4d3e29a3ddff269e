"""Ears of a counter far from its shop: the grammars come from the server. May import `audio` and `app.counter`.

An ear is kept for as long as the grammar of its question is the same, and opened anew when the catalogue has changed.
"""

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from app.counter.far import FarShop
from app.counter.grammars import Grammar
from audio.ears import open_ear
from audio.pcm import Samples
from audio.recognize import Ear, Hearing


@dataclass
class FarEars:
    """Hears utterances as the shop would have them heard."""

    shop: FarShop
    kind: str = "auto"
    """auto, vosk or pocketsphinx"""
    model: Path | None = None
    """Directory of a Vosk model, where one is chosen"""
    _open: dict[str, tuple[str, ExitStack, Ear]] = field(default_factory=dict)
    """By question: the tag of the grammar, and what is to be closed"""

    def hear(self, samples: Samples, question: str) -> Hearing:
        """Hear one utterance, said after a question (empty: none)."""
        return self.ear(question).hear(samples)

    def ear(self, question: str = "") -> Ear:
        """The ear for a question; questions without answers of their own share one."""
        grammar = self.shop.grammar(question)
        tag, stack, ear = self._open.get(grammar.question, ("", None, None))
        if ear is None or tag != grammar.etag:
            if stack:
                stack.close()
            stack = ExitStack()
            ear = stack.enter_context(self._opened(grammar))
            self._open[grammar.question] = grammar.etag, stack, ear
        return ear

    def describe(self) -> str:
        """Which ear it is, and the words of the shop that it cannot hear."""
        ear = self.ear()
        deaf = f"; words it cannot hear: {', '.join(ear.unknown)}" if ear.unknown else ""
        return f"listening with {ear.name}, for the shop at {self.shop.address.url}{deaf}"

    def _opened(self, grammar: Grammar) -> Ear:
        return open_ear(
            self.kind,
            grammar.att,
            locale=grammar.locale,
            pronunciations=grammar.pronunciations,
            model_dir=self.model,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        for _, stack, _ in self._open.values():
            stack.close()
        self._open.clear()
