"""The recogniser's grammar: every sentence of a lexicon as one weighted acceptor of words.

May import `skills.lexicon`. The result is AT&T text (`from to word weight`, then `final weight`; weight is -ln p), not
yet optimised: what listens does that once, with OpenFst. At each choice the branches are equally likely, but for the
weights that the language file gives to sentences and the catalogue to products. Rules and lists are built once for each
place they lead to. After a question the same graph is entered with other weights: its answers get the share that the
language file says, all else what is left.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
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
from skills.arcs import EPSILON, Arc, cost
from skills.language import Question, Sentence
from skills.language.forms import forms
from skills.lexicon import Lexicon

VERSION = 2
"""Of what is compiled: text of another version is not the same grammar"""
SYNONYM = 0.1  # how likely another name is beside a thing's own
_START, _FINAL = 0, 1
_Place = tuple[str, str, Sentence]
"""Intent, the question that a sentence answers or "", the sentence"""


def build(lexicon: Lexicon, question: str = "") -> str:
    """Compile all sentences, as they are said after a question, to AT&T text."""
    return Grammar(lexicon).text(question)


class Grammar:
    """All sentences of a lexicon, to be weighted for each question."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def text(self, question: str = "") -> str:
        """AT&T text for what is said after a question."""
        return self.text_of(self.group(question))

    def text_of(self, group: str) -> str:
        """AT&T text for what is said after the questions of a group."""
        chances = enumerate(self._chances(group))
        lines = [f"{_START} {_entry(at)} {EPSILON} {cost(one):g}" for at, one in chances if one]
        return "\n".join([*lines, self._sentences, f"{_FINAL} 0.0", ""])

    def group(self, question: str) -> str:
        """The name of the questions that are listened to like this one; "" if it is like none at all."""
        return next((n for n, q in self.groups.items() if question in q.after), "")

    @property
    def groups(self) -> Mapping[str, Question]:
        """Questions that are answered alike, by name."""
        return self._lexicon.language.questions

    @cached_property
    def _places(self) -> list[_Place]:
        """Every sentence that is listened for, answers to all questions included."""
        return [
            (intent, question, sentence)
            for intent, source in self._lexicon.sources.items()
            for question, said in (("", source.sentences), *source.answers.items())
            for sentence in said
            if sentence.weight
        ]

    @cached_property
    def _sentences(self) -> str:
        """The arcs behind the entries, which no question changes."""
        builder = _Builder(self._lexicon, 2 + len(self._places))
        for place, (_, _, sentence) in enumerate(self._places):
            builder.sentence(sentence, _entry(place))
        return builder.text()

    def _chances(self, group: str) -> list[float]:
        """How likely each sentence is: those that answer share what the question gives them."""
        asked = self.groups.get(group, Question(after=(), share=0.5, intents=()))
        always = [0.0 if question else s.weight for _, question, s in self._places]
        answers = [
            s.weight if question in asked.after or (not question and i in asked.intents) else 0.0
            for i, question, s in self._places
        ]
        share = asked.share if any(answers) else 0.0
        whole, answered = sum(always), sum(answers) or 1.0
        return [
            (1 - share) * one / whole + share * other / answered
            for one, other in zip(always, answers, strict=True)
        ]


def _entry(place: int) -> int:
    return 2 + place


class _Builder:
    """Arcs made while walking expressions; an end state is given, so that what leads to it can be shared."""

    def __init__(self, lexicon: Lexicon, states: int) -> None:
        self._lexicon = lexicon
        self._rules = lexicon.spelled_rules
        self._likely: Mapping[str, float] = lexicon.rule_weights
        self._arcs: list[Arc] = []
        self._states = states
        self._shared: dict[tuple[str, int], int] = {}
        self._graphs: dict[str, list[Arc]] = {}

    def text(self) -> str:
        """Give all arcs as AT&T text, words that must agree with the next one in agreement."""
        spoken = forms(self._lexicon.language.language)
        arcs = agreeing(self._arcs, self._states, spoken.agreeing, spoken.agrees)
        return "\n".join(f"{a} {b} {word} {weight:g}" for a, b, word, weight in arcs)

    def sentence(self, sentence: Sentence, entry: int) -> None:
        """Add a sentence from its entry to the end."""
        spelled = self._lexicon.spelled(sentence.say)
        self._walk(parse_sentence(spelled).expression, entry, _FINAL)

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
