"""What a counter has to listen for after a question, as it goes over the wire.

The grammar is AT&T text, as `skills.grammar` makes it; the counter optimises it for its own ear. May import `app.counter`,
`models` and `skills`.
"""

import gzip
import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from cachetools import LRUCache
from pydantic import BaseModel, ConfigDict

from app.counter import hearing
from app.counter.speaking import Speaking, Speakings
from models.base import Store
from skills import grammar
from skills.lexicon import Lexicon

OPEN = 8
"""Grammars that are kept, those asked for last: each is some megabytes"""


class Grammar(BaseModel):
    """What an ear is opened with."""

    model_config = ConfigDict(frozen=True)

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
    _made: LRUCache[tuple[str, str, int], Grammar] = field(default_factory=lambda: LRUCache(OPEN))
    _lock: Lock = field(default_factory=Lock)

    def after(self, question: str, category: str, most: int) -> Grammar:
        """What to listen for after a question; of more products than `most`, those of a category and those sold most."""
        with self.store.read() as session:
            speaking = self.speakings.now(session)
        partial = len(speaking.lexicon.vocabulary.products) > most
        group = grammar.Grammar(speaking.lexicon).group(question)
        key = (group, category, most) if partial else (group, "", 0)
        with self._lock:
            if self._edition != speaking.edition:
                self._edition = speaking.edition
                self._made.clear()
            if key not in self._made:
                self._made[key] = _made(speaking, *key)
            return self._made[key]


def _made(speaking: Speaking, group: str, category: str, most: int) -> Grammar:
    language, lexicon = speaking.lexicon.language, speaking.lexicon
    own, guessed = hearing.pronunciations(lexicon)
    if most:
        lexicon = Lexicon(language, lexicon.vocabulary.near(category, most))
    return Grammar(
        locale=language.locale,
        att=grammar.Grammar(lexicon).text_of(group),
        pronunciations={**own, **guessed},
    )
