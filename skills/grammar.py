"""The recogniser's grammar: every sentence of a lexicon as one weighted acceptor of words.

May import `skills.lexicon`. The result is AT&T text (`from to word weight`, then `final weight`; weight is -ln p), not
yet optimised: what listens does that once, with OpenFst. At each choice the branches are equally likely, but for the
weights that the language file gives to intents. Rules and lists are built once for each place they lead to.
"""

from collections.abc import Callable
from itertools import pairwise
from math import log

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

from skills.agreement import EPSILON, Arc, agreeing
from skills.language.forms import forms
from skills.lexicon import Lexicon

SYNONYM = 0.1  # how likely another name is beside a thing's own
_START, _FINAL = 0, 1


def build(lexicon: Lexicon, focus: str = "") -> str:
    """Compile all sentences, and the answers to the question `focus`, to AT&T text."""
    sentences = [
        sentence
        for source in lexicon.sources.values()
        for sentence in (*source.sentences, *source.answers.get(focus, ()))
        if sentence.weight
    ]
    builder = _Builder(lexicon)
    whole = sum(sentence.weight for sentence in sentences)
    for sentence in sentences:
        expression = parse_sentence(lexicon.spelled(sentence.say)).expression
        builder.branch(expression, _START, _FINAL, sentence.weight / whole)
    return builder.text()


class _Builder:
    """Arcs made while walking expressions; an end state is given, so that what leads to it can be shared."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._rules = lexicon.spelled_rules
        self._arcs: list[Arc] = []
        self._states = 2
        self._shared: dict[tuple[str, int], int] = {}

    def text(self) -> str:
        """Give all arcs, those of the start state first, as AT&T text asks."""
        spoken = forms(self._lexicon.language.language)
        arcs = agreeing(self._arcs, _START, _FINAL, spoken.agreeing, spoken.agrees)
        lines = [f"{a} {b} {word} {weight:.6f}" for a, b, word, weight in sorted(arcs)]
        return "\n".join([*lines, f"{_FINAL} 0.0", ""])

    def branch(self, expression: Expression, start: int, end: int, probability: float) -> None:
        """Add an expression as one of several ways from `start` to `end`."""
        middle = self._state()
        self._arc(start, middle, EPSILON, -log(probability))
        self._walk(expression, middle, end)

    def _walk(self, expression: Expression, start: int, end: int) -> None:
        match expression:
            case TextChunk():
                self._words(expression.text.split(), start, end)
            case Sequence():
                self._sequence(expression.items, start, end)
            case Alternative():
                for item in expression.items:
                    self.branch(item, start, end, 1 / len(expression.items))
            case Permutation():
                raise ValueError("write options in any order with the catalogue's rules, not (a;b)")
            case RuleReference(rule_name=name):
                self._arc(start, self._rule(name, end), EPSILON, 0.0)
            case ListReference(list_name=name):
                self._arc(start, self._list(name, end), EPSILON, 0.0)

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
        said = [
            (words.split(), value.weight * (SYNONYM if place else 1.0))
            for value in self._lexicon.types[name].values
            for place, words in enumerate(w for w in value.spoken if not w[-1].isdigit())
        ]
        whole = sum(weight for _, weight in said)

        def build(entry: int) -> None:
            for words, weight in said:
                middle = self._state()
                self._arc(entry, middle, EPSILON, -log(weight / whole))
                self._words(words, middle, end)

        return self._once(f"{{{name}}}", end, build)

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
