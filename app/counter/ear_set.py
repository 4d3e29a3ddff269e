"""The ears for one state of the catalogue: the whole shop's grammar, weighted for the question that is open.

Questions that are answered alike share an ear. An ear is opened when it is first needed or prepared, beside the talk; of the
others than the first, which visits begin with, those used last stay open. Of a shop with more products than an ear can hear
at once, those of the category last talked about are heard and those sold most.

May import `app.counter`, `audio` and `skills`.
"""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from app.counter import hearing
from audio import grammar as listened
from audio.ears import open_ear, vosk_model
from audio.kept import Kept, key
from audio.recognize import Ear
from skills import grammar
from skills.grammar import OPENING, Grammar
from skills.lexicon import Lexicon

OPEN = 3
"""Ears beside the first one: each is some hundred megabytes"""
MOST = {"pocketsphinx": 1_000, "vosk": 10_000}
"""Products an ear hears at once in real time, by `bench grammar`"""
_Key = tuple[str, str]
"""Group of questions, and category where not all products are heard"""


@dataclass
class EarSet:
    """Opens ears over a lexicon; closed by its owner, after the last was used."""

    lexicon: Lexicon
    kind: str = "auto"
    model: Path | None = None
    kept: Kept | None = None
    """Where compiled grammars are kept"""
    _grammars: dict[str, Grammar] = field(default_factory=dict)
    """By category"""
    _ears: dict[_Key, Future[Ear]] = field(default_factory=dict)
    """Those used last at the end"""
    _lock: Lock = field(default_factory=Lock)
    _worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "ears"))

    def __post_init__(self) -> None:
        self.model = vosk_model(self.kind, self.lexicon.language.locale, self.model)
        self.most = MOST["vosk" if self.model else "pocketsphinx"]
        self._own, self.guessed = hearing.pronunciations(self.lexicon)

    @property
    def partial(self) -> bool:
        """Whether there are more products than are heard at once."""
        return len(self.lexicon.vocabulary.products) > self.most

    def ear(self, question: str = OPENING, category: str = "") -> Ear:
        """The ear for a question and the category talked about, opened now if it is not open yet."""
        return self.prepare(question, category).result()

    def prepare(self, question: str = OPENING, category: str = "") -> Future[Ear]:
        """Begin to open an ear, if it is not open, and close one not used for long."""
        group = self._grammar("").group
        first = (group(OPENING), "")
        wanted = (group(question), category if self.partial else "")
        with self._lock:
            ear = self._ears.pop(wanted, None) or self._worker.submit(self._opened, *wanted)
            self._ears[wanted] = ear
            others = [name for name in self._ears if name != first]
            dropped = [self._ears.pop(name) for name in others[:-OPEN]]
        _close(dropped)
        return ear

    def close(self) -> None:
        """Close all ears, those being opened too."""
        self._worker.shutdown(cancel_futures=True)
        _close(self._ears.values())
        self._ears.clear()

    def _grammar(self, category: str) -> Grammar:
        if category not in self._grammars:
            words = self.lexicon.vocabulary.near(category, self.most)
            lexicon = Lexicon(self.lexicon.language, words) if self.partial else self.lexicon
            self._grammars[category] = Grammar(lexicon)
        return self._grammars[category]

    def _opened(self, group: str, category: str) -> Ear:
        language = self.lexicon.language
        return open_ear(
            self.kind,
            self._compiled(group, category),
            locale=language.locale,
            pronunciations={**self._own, **self.guessed},
            model_dir=self.model,
        ).__enter__()

    def _compiled(self, group: str, category: str) -> str:
        """The optimised grammar, kept by all that it is made from."""

        def compiled() -> str:
            return listened.optimise(self._grammar(category).text_of(group))

        if self.kept is None:
            return compiled()
        made_from = (self.lexicon.language.model_dump_json(), repr(self.lexicon.vocabulary))
        versions = (str(grammar.VERSION), str(listened.VERSION))
        asked = (group, category, str(self.most if self.partial else 0))
        return self.kept.get(key(*made_from, *asked, *versions), compiled)


def _close(ears: Iterable[Future[Ear]]) -> None:
    """Close ears that are open; one that could not be opened has nothing to close."""
    for ear in ears:
        if not ear.cancelled() and ear.exception() is None:
            ear.result().__exit__(None, None, None)
