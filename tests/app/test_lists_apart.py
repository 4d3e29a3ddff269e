"""The whole shop with its lists of products written apart is listened for as with them inside."""

import random
from collections import defaultdict
from math import inf

import pytest

from audio.acceptor import EPSILON, Acceptor
from audio.grammar import Grammar
from skills import grammar, sentence_arcs
from skills.lexicon import Lexicon

PATHS = 300


class Weighed:
    """The weights of the sentences of an acceptor."""

    def __init__(self, acceptor: Acceptor) -> None:
        self.acceptor = acceptor
        self.ways: defaultdict[int, list[tuple[int, str, float]]] = defaultdict(list)
        for arc in acceptor.arcs:
            self.ways[arc.source].append((arc.target, arc.word, arc.weight))

    def spoken(self, drawn: random.Random) -> str:
        """A sentence drawn at random."""
        state, said = self.acceptor.start, []
        while state not in self.acceptor.finals or drawn.random() < 0.7:
            if not self.ways[state]:
                break
            state, word, _ = drawn.choice(self.ways[state])
            said.append(word)
        return " ".join(word for word in said if word != EPSILON)

    def weight(self, sentence: str) -> float:
        """Of the best path."""
        states = self._silent({self.acceptor.start: 0.0})
        for said in sentence.split():
            states = self._silent(self._after(states, said))
        finals = self.acceptor.finals
        return min((w + finals[s] for s, w in states.items() if s in finals), default=inf)

    def _after(self, states: dict[int, float], said: str) -> dict[int, float]:
        found: dict[int, float] = {}
        for state, weight in states.items():
            for end, word, more in self.ways[state]:
                if word == said:
                    found[end] = min(weight + more, found.get(end, inf))
        return found

    def _silent(self, states: dict[int, float]) -> dict[int, float]:
        new = states
        while new := self._after(new, EPSILON):
            better = {s: w for s, w in new.items() if w < states.get(s, inf)}
            states, new = states | better, better
        return states


@pytest.mark.parametrize("question", ["", "confirm"])
def test_the_same_sentences_weigh_the_same(
    lexicon: Lexicon, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = Weighed(Grammar.parse(grammar.build(lexicon, question)).optimised().whole())
    monkeypatch.setattr(sentence_arcs, "APART", 0)
    parts = Grammar.parse(grammar.build(lexicon, question)).optimised()
    assert parts.lists
    apart = Weighed(parts.whole())
    drawn = random.Random(7)
    said = [one.spoken(drawn) for one in (inside, apart) for _ in range(PATHS)]
    weights = [apart.weight(sentence) for sentence in said]
    assert max(weights) < inf
    assert weights == pytest.approx([inside.weight(sentence) for sentence in said], abs=1e-3)
