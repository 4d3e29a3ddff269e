"""What the catalogue's texts are called in another language: names with synonyms, descriptions, hours.

Imports nothing of ours but the catalogue, the shelf and the vocabulary. A text is found by how the catalogue writes it; one
without a translation stays as it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from models import shelf
from models.spoken import Words
from models.vocabulary import Vocabulary, vocabulary

_N = TypeVar("_N", bound=Words)


@dataclass(frozen=True)
class Translations:
    """One language's texts."""

    written: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By the catalogue's text: text, synonyms and unit, as in a catalogue file"""

    def text(self, text: str) -> str:
        """Return a text in this language."""
        return str(self.written[text]["text"]) if text in self.written else text

    def unit(self, text: str) -> str:
        """Return what a thing of this name is counted in; empty for nothing of its own."""
        return str(self.written.get(text, {}).get("unit", ""))

    def named(self, entry: _N) -> _N:
        """Return an entry under its names in this language."""
        found = self.written.get(entry.name)
        if found is None:
            return entry
        return replace(entry, name=self.text(entry.name), synonyms=tuple(found["synonyms"]))

    def ways(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Return all ways to say some texts, in this language."""
        written = (
            (self.text(one), *self.written.get(one, {}).get("synonyms", ())) for one in texts
        )
        return tuple(dict.fromkeys(way for ways in written for way in ways))


def translations(session: Session, language: str) -> Translations:
    """Return the catalogue's texts in a language; none for its own, and for one that it has not."""
    return Translations(shelf.shop(session).translations.get(language, {}))


def translated(session: Session, language: str) -> Vocabulary:
    """Return every word of the shop, in a language, and how those are spoken that the catalogue tells of."""
    words, names = vocabulary(session), translations(session, language)
    groups = (
        replace(group, name=names.text(group.name), choices=tuple(map(names.named, group.choices)))
        for group in words.groups
    )
    return Vocabulary(
        products=tuple(map(names.named, words.products)),
        groups=tuple(groups),
        categories=tuple(map(names.named, words.categories)),
        branches=tuple(map(names.named, words.branches)),
        questions=tuple(map(names.named, words.questions)),
        traits=tuple(replace(names.named(t), without=names.ways(t.without)) for t in words.traits),
        coupons=tuple(map(names.named, words.coupons)),
        pronunciations=shelf.shop(session).pronunciations.get(language, {}),
    )
