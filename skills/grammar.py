"""The recogniser's grammar: every sentence of a lexicon as one weighted acceptor of words.

May import `skills.lexicon` and `skills.sentence_arcs`. The result is AT&T text (`from to word weight`, then `final weight`;
weight is -ln p), not yet optimised: what listens does that once, with OpenFst. Sentences are as likely as the language file
says. After a question the same graph is entered with other weights: its answers get the share that the language file says,
all else what is left. The lists of a large catalogue stand apart behind the sentences (`skills.lists`).
"""

from collections.abc import Mapping
from functools import cached_property

from skills.arcs import EPSILON, cost
from skills.language import Question, Sentence
from skills.lexicon import Lexicon
from skills.sentence_arcs import Arcs

VERSION = 5
"""Of what is compiled: text of another version is not the same grammar"""
OPENING = "opening"
"""Stands for a question while nothing was understood in a visit: people order or ask then, there is nothing to take back"""
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
        sentences, lists = self._parts
        return "\n".join([*lines, sentences, f"{_FINAL} 0.0", lists])

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
    def _parts(self) -> tuple[str, str]:
        """The arcs behind the entries, and the lists that stand apart: no question changes them."""
        arcs = Arcs(self._lexicon, 2 + len(self._places))
        for place, (_, _, sentence) in enumerate(self._places):
            arcs.sentence(sentence.say, _entry(place), _FINAL)
        return arcs.text(), arcs.lists()

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
