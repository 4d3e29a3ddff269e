"""Ears of a counter far from its shop: the grammars come from the server. May import `app.counter`, `audio` and `skills`.

Ears are kept by the content of their grammar, so that one is opened anew when the catalogue has changed, and questions with
the same grammar share one.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Self

from app.counter.ear_set import MOST
from app.counter.far import FarShop
from app.counter.grammars import Grammar
from audio.ears import open_ear, vosk_model
from audio.pcm import Samples
from audio.recognize import Ear, Hearing
from skills.grammar import OPENING

OPEN = 4
"""Ears, those used last: each is some hundred megabytes"""


@dataclass
class FarEars:
    """Hears utterances as the shop would have them heard."""

    shop: FarShop
    locale: str
    kind: str = "auto"
    """auto, vosk or pocketsphinx"""
    model: Path | None = None
    """Directory of a Vosk model, where one is chosen"""
    _open: dict[str, tuple[ExitStack, Ear]] = field(default_factory=dict)
    """By the grammar's tag, with what is to be closed"""
    _lock: Lock = field(default_factory=Lock)
    _worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "ears"))

    def __post_init__(self) -> None:
        self.model = vosk_model(self.kind, self.locale, self.model)
        self.most = MOST["vosk" if self.model else "pocketsphinx"]

    def hear(self, samples: Samples, question: str, category: str = "") -> Hearing:
        """Hear one utterance, said after a question (empty: none), of a category (empty: none in particular)."""
        return self.ear(question, category).hear(samples)

    def ear(self, question: str = OPENING, category: str = "") -> Ear:
        """The ear for a question, else for the beginning of a visit; it stays open until the next call."""
        with self._lock:
            grammar = self.shop.grammar(question, category, self.most)
            stack, ear = self._open.pop(grammar.etag, (None, None))
            if stack is None or ear is None:
                stack = ExitStack()
                ear = stack.enter_context(self._opened(grammar))
            self._open[grammar.etag] = stack, ear
            for tag in list(self._open)[:-OPEN]:
                self._open.pop(tag)[0].close()
            return ear

    def prepare(self, question: str, category: str = "") -> None:
        """Open the ear for a question beside the talk: it will be asked next. If that fails, asking says why."""
        self._worker.submit(self.ear, question, category)

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
        self._worker.shutdown(cancel_futures=True)
        for stack, _ in self._open.values():
            stack.close()
        self._open.clear()
