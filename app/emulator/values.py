"""Values of slot types: where they are said in an utterance, and which of them a phrase resolves to.

Imports this room's model only. An index is made of the package's types; dynamic entities are another one, for a session.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.emulator.model import SlotType, Value, Words, words_of


@dataclass(frozen=True)
class Span:
    """Words of an utterance that can fill a slot of a type."""

    end: int
    type: str
    values: tuple[str, ...]
    """As Alexa writes them; several for a slot that takes several"""
    whole: bool = True
    """False: only the end of a value's name was said ("muffin")"""


class Values:
    """An index of the values of slot types."""

    def __init__(self, types: Iterable[SlotType]) -> None:
        self._exact: dict[Words, dict[str, list[Value]]] = defaultdict(dict)
        self._ends: dict[Words, dict[str, list[Value]]] = defaultdict(dict)
        types = tuple(types)
        self.types = frozenset(slot_type.name for slot_type in types)
        for slot_type in types:
            self._take(slot_type)
        self._longest = max(map(len, self._exact), default=0)

    def _take(self, slot_type: SlotType) -> None:
        for value in slot_type.values:
            for phrase in (value.name.value, *value.name.synonyms):
                words = words_of(phrase)
                _put(self._exact[words], slot_type.name, value)
                for cut in range(1, len(words)):
                    _put(self._ends[words[cut:]], slot_type.name, value)

    @property
    def words(self) -> frozenset[str]:
        """Every word of every value."""
        return frozenset(word for phrase in self._exact for word in phrase)

    def at(self, words: Words, start: int) -> Iterator[Span]:
        """Give the values that begin at a word; ends of names last."""
        ends = range(start + 1, min(len(words), start + self._longest) + 1)
        for whole, index in ((True, self._exact), (False, self._ends)):
            for end in ends:
                phrase = words[start:end]
                for kind in index.get(phrase, ()):
                    if whole or kind not in self._exact.get(phrase, ()):
                        yield Span(end, kind, (" ".join(phrase),), whole)

    def resolve(self, kind: str, phrase: str) -> list[Value]:
        """Give the values of a type that a phrase names; else those whose names end so."""
        words = words_of(phrase)
        found = self._exact.get(words, {}).get(kind)
        return found or self._ends.get(words, {}).get(kind, [])


def _put(kinds: dict[str, list[Value]], kind: str, value: Value) -> None:
    values = kinds.setdefault(kind, [])
    if value not in values:
        values.append(value)


def slot_types(directive_types: Iterable[Mapping[str, object]]) -> list[SlotType]:
    """Read the types of a `Dialog.UpdateDynamicEntities` directive."""
    return [SlotType.model_validate(given) for given in directive_types]
