"""What a counter has to listen for after a question, as it goes over the wire. May import `models` and `skills`.

The grammar is AT&T text, as `skills.grammar` makes it; the counter optimises it for its own ear.
"""

import gzip
import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from pydantic import BaseModel, ConfigDict

from app.counter.speaking import Speaking, Speakings
from models.base import Store
from skills import grammar


class Grammar(BaseModel):
    """What an ear is opened with."""

    model_config = ConfigDict(frozen=True)

    question: str
    """Whose answers it has; empty where a question has none of its own"""
    locale: str
    att: str
    pronunciations: dict[str, str]

    @cached_property
    def etag(self) -> str:
        """Tells it from any other content."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:32]

    @cached_property
    def packed(self) -> bytes:
        """As JSON, compressed: megabytes become a tenth."""
        return gzip.compress(self.model_dump_json().encode(), mtime=0)


@dataclass
class Grammars:
    """Grammars over the catalogue as it is now, each made when it is first asked for."""

    store: Store
    speakings: Speakings
    _edition: str = ""
    _made: dict[str, Grammar] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def after(self, question: str) -> Grammar:
        """What to listen for after a question; what is no question is as none."""
        with self.store.read() as session:
            speaking = self.speakings.now(session)
        key = question if question in _questions(speaking) else ""
        with self._lock:
            if self._edition != speaking.edition:
                self._edition, self._made = speaking.edition, {}
            if key not in self._made:
                self._made[key] = _made(speaking, key)
            return self._made[key]


def _questions(speaking: Speaking) -> set[str]:
    """The questions that have answers of their own."""
    return {q for i in speaking.lexicon.language.intents.values() for q in i.answers}


def _made(speaking: Speaking, question: str) -> Grammar:
    language = speaking.lexicon.language
    return Grammar(
        question=question,
        locale=language.locale,
        att=grammar.build(speaking.lexicon, question),
        pronunciations=dict(language.pronunciations),
    )
