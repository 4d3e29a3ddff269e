"""All that an utterance's words can be: values of slot types, numbers, names. Imports this room only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.emulator.model import Speech, Words, words_of
from app.emulator.numbers import Numbers
from app.emulator.times import DURATION, TIME, Times
from app.emulator.values import Span, Values

NUMBER, FIRST_NAME = "AMAZON.NUMBER", "AMAZON.FirstName"
SEVERAL = 4  # values of one slot


@dataclass(frozen=True)
class Lattice:
    """An utterance, and the spans that begin at each of its words."""

    words: Words
    spans: Mapping[int, tuple[Span, ...]]

    def at(self, start: int, kind: str, *, several: bool) -> Iterator[Span]:
        """Give the spans of a type that begin at a word."""
        for span in self.spans.get(start, ()):
            if span.type == kind and (several or len(span.values) == 1):
                yield span


class Reader:
    """Reads lattices."""

    def __init__(self, speech: Speech) -> None:
        self._numbers = Numbers(speech)
        self._times = Times(speech)
        self._names = frozenset(speech.names.split())
        self._joins = tuple(sorted(map(words_of, speech.joins), key=len, reverse=True))

    def read(self, words: Words, indexes: Sequence[Values]) -> Lattice:
        """Find everything that the words can be; `indexes` are the static values and the dynamic ones."""
        single = {start: tuple(self._at(words, start, indexes)) for start in range(len(words))}
        spans = {
            start: (*found, *self._several(words, single, found)) for start, found in single.items()
        }
        return Lattice(words, spans)

    def _at(self, words: Words, start: int, indexes: Sequence[Values]) -> Iterator[Span]:
        found = [span for index in indexes for span in index.at(words, start)]
        yield from dict.fromkeys(sorted(found, key=lambda span: (not span.whole, -span.end)))
        for end, digits in self._numbers.at(words, start):
            yield Span(end, NUMBER, (digits,))
        for end, kind, written in self._times.at(words, start):
            yield Span(end, kind, (written,))
        if words[start].removesuffix("'s") in self._names:
            yield Span(start + 1, FIRST_NAME, (words[start],))

    def _several(
        self, words: Words, single: Mapping[int, tuple[Span, ...]], found: tuple[Span, ...]
    ) -> Iterator[Span]:
        """Join values of one type that are said with "and" between them."""
        for _ in range(SEVERAL - 1):
            found = tuple(longer for span in found for longer in self._longer(words, single, span))
            yield from found

    def _longer(
        self, words: Words, single: Mapping[int, tuple[Span, ...]], span: Span
    ) -> Iterator[Span]:
        if span.type in (NUMBER, FIRST_NAME, TIME, DURATION) or not span.whole:
            return
        for join in self._joins:
            start = span.end + len(join)
            if words[span.end : start] == join:
                for other in single.get(start, ()):
                    if other.type == span.type and other.whole:
                        yield Span(other.end, span.type, (*span.values, *other.values))
