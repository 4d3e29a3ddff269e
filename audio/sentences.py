"""Which rows of words are whole sentences of a grammar. Imports only `audio.acceptor`."""

from collections import defaultdict

from audio.acceptor import EPSILON, Acceptor


class Sentences:
    """The sentences of an acceptor; arcs without a word do not go round."""

    def __init__(self, grammar: Acceptor) -> None:
        self._start = grammar.start
        self._next: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
        for arc in grammar.arcs:
            self._next[arc.source, arc.word].append(arc.target)
        self._following: defaultdict[int, set[str]] = defaultdict(set)
        for arc in grammar.arcs:
            self._following[arc.source].add(arc.word)
        self._ends = frozenset(grammar.finals)

    def __contains__(self, words: str) -> bool:
        """Whether the words, apart by spaces, are one sentence from its first word to its last."""
        return not self._then(words).isdisjoint(self._ends)

    def settled(self, words: str) -> bool:
        """Whether they are a sentence, or become one by the only word that can follow.

        An ear takes "almond" for the best row of words for as long as a mumbled "milk" is no better than silence.
        """
        states = self._then(words)
        if not states.isdisjoint(self._ends):
            return True
        following = set().union(*(self._following[state] for state in states)) - {EPSILON}
        return len(following) == 1 and f"{words} {following.pop()}" in self

    def _then(self, words: str) -> set[int]:
        """The states behind words."""
        states = self._silent({self._start})
        for word in words.split():
            states = self._silent(self._after(states, word))
        return states

    def _silent(self, states: set[int]) -> set[int]:
        """The states, and those reached from them without a word."""
        found, new = states, self._after(states, EPSILON)
        while new:
            found = found | new
            new = self._after(new, EPSILON) - found
        return found

    def _after(self, states: set[int], word: str) -> set[int]:
        return {end for state in states for end in self._next.get((state, word), ())}
