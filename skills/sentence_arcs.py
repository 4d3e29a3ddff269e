"""The arcs of sentences: what a hassil expression says, word by word, from one state to another.

May import `skills.lexicon`. At each choice the branches are equally likely, but for what the catalogue knows of its
products. Rules and lists are built once for each place they lead to. The lists of products of a large
catalogue are not: they are written apart, once, and stand in sentences as one word.
"""

from collections.abc import Callable, Mapping
from itertools import pairwise

from hassil import (
    Alternative,
    Expression,
    ListReference,
    Permutation,
    RuleReference,
    Sequence,
    TextChunk,
    parse_sentence,
)

from skills import names
from skills.agreement import agreeing
from skills.arcs import EPSILON, Arc, cost, text
from skills.language.forms import forms
from skills.lexicon import Lexicon
from skills.lists import Lists

SYNONYM = 0.1  # how likely another name is beside a thing's own
APART = 200
"""Products of a catalogue whose lists are written apart: what is copied can be made deterministic, which is listened with
faster while it is small"""


class Arcs:
    """Made while walking expressions; an end state is given, so that what leads to it can be shared."""

    def __init__(self, lexicon: Lexicon, states: int) -> None:
        """`states` are taken already."""
        self._lexicon = lexicon
        self._rules = lexicon.spelled_rules
        self._likely: Mapping[str, float] = lexicon.rule_weights
        self._arcs: list[Arc] = []
        self._states = states
        self._shared: dict[tuple[str, int], int] = {}
        self._graphs: dict[str, list[Arc]] = {}
        self._lists = Lists(forms(lexicon.language.language))

    def text(self) -> str:
        """Give all arcs as AT&T text, words that must agree with the next one in agreement."""
        words, fitting = self._lists.forms.agreeing, self._lists.fitting
        return text(agreeing(self._arcs, self._states, words, fitting))

    def lists(self) -> str:
        """The lists that stand apart: a line with the word for each, then its names as AT&T text. After `text`."""
        return self._lists.text()

    def sentence(self, say: str, start: int, end: int) -> None:
        """Add a sentence of the language file from one state to another."""
        spelled = self._lexicon.spelled(say)
        self._walk(parse_sentence(spelled).expression, start, end)

    def _walk(self, expression: Expression, start: int, end: int) -> None:
        match expression:
            case TextChunk():
                self._words(expression.text.split(), start, end)
            case Sequence():
                self._sequence(expression.items, start, end)
            case Alternative():
                self._alternatives(expression.items, start, end)
            case Permutation():
                raise ValueError("write options in any order with the catalogue's rules, not (a;b)")
            case RuleReference(rule_name=name):
                self._arc(start, self._rule(name, end), EPSILON, 0.0)
            case ListReference(list_name=name) if self._apart(name):
                if word := self._lists.word(self._graph(name)):
                    self._arc(start, end, word, 0.0)
            case ListReference(list_name=name):
                self._arc(start, self._list(name, end), EPSILON, 0.0)

    def _alternatives(self, items: list[Expression], start: int, end: int) -> None:
        weights = [self._weight(item) for item in items]
        for item, weight in zip(items, weights, strict=True):
            middle = self._state()
            self._arc(start, middle, EPSILON, cost(weight / sum(weights)))
            self._walk(item, middle, end)

    def _weight(self, item: Expression) -> float:
        """How likely it is beside the other ways to go on: 1, but for what the catalogue knows."""
        while isinstance(item, Sequence) and len(item.items) == 1:
            item = item.items[0]
        return self._likely.get(item.rule_name, 1.0) if isinstance(item, RuleReference) else 1.0

    def _sequence(self, items: list[Expression], start: int, end: int) -> None:
        said = [i for i in items if not (isinstance(i, TextChunk) and not i.text.strip())]
        said = said or [TextChunk()]
        states = [start, *(self._state() for _ in said[1:]), end]
        for item, (a, b) in zip(said, pairwise(states), strict=True):
            self._walk(item, a, b)

    def _words(self, words: list[str], start: int, end: int) -> None:
        words = words or [EPSILON]
        states = [start, *(self._state() for _ in words[1:]), end]
        for word, (a, b) in zip(words, pairwise(states), strict=True):
            self._arc(a, b, word, 0.0)

    def _rule(self, name: str, end: int) -> int:
        def build(entry: int) -> None:
            self._walk(self._rules[name].expression, entry, end)

        return self._once(f"<{name}>", end, build)

    def _list(self, name: str, end: int) -> int:
        def build(entry: int) -> None:
            numbers = {names.ENTRY: entry, names.END: end}
            for start, stop, word, weight in self._graph(name):
                for state in (start, stop):
                    if state not in numbers:
                        numbers[state] = self._state()
                self._arc(numbers[start], numbers[stop], word, weight)

        return self._once(f"{{{name}}}", end, build)

    def _apart(self, name: str) -> bool:
        large = len(self._lexicon.vocabulary.products) > APART
        return large and "product" in (name, self._lexicon.types[name].part_of)

    def _graph(self, name: str) -> list[Arc]:
        if name not in self._graphs:
            self._graphs[name] = names.graph(
                (words, value.weight * (SYNONYM if place else 1.0))
                for value in self._lexicon.types[name].values
                for place, words in enumerate(w for w in value.spoken if not w[-1].isdigit())
            )
        return self._graphs[name]

    def _once(self, name: str, end: int, build: Callable[[int], None]) -> int:
        if (name, end) not in self._shared:
            self._shared[name, end] = self._state()
            build(self._shared[name, end])
        return self._shared[name, end]

    def _state(self) -> int:
        self._states += 1
        return self._states - 1

    def _arc(self, start: int, end: int, word: str, weight: float) -> None:
        self._arcs.append(Arc(start, end, word, weight))
