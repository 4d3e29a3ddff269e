"""Which rows of words are whole sentences of a grammar. Imports only `audio.acceptor`."""

from collections import defaultdict

from audio.acceptor import EPSILON, Acceptor


class Sentences:
    """The sentences of an acceptor; arcs without a word do not go round."""

    def __init__(self, grammar: Acceptor) -> None:
        self._start = grammar.start
        self._next: defaultdict[int, defaultdict[str, list[int]]]
        self._next = defaultdict(lambda: defaultdict(list))
        for arc in grammar.arcs:
            self._next[arc.source][arc.word].append(arc.target)
        self._ends = frozenset(grammar.finals)

    def __contains__(self, words: str) -> bool:
        """Whether the words, apart by spaces, are one sentence from its first word to its last."""
        return self._ended(self._then({self._start}, words))

    def settled(self, words: str) -> bool:
        """Whether they are a sentence, or become one by the only word that can follow.

        An ear takes "almond" for the best row of words for as long as a mumbled "milk" is no better than silence.
        """
        states = self._then({self._start}, words)
        if self._ended(states):
            return True
        following = {word for state in states for word in self._next.get(state, ())} - {EPSILON}
        return len(following) == 1 and self._ended(self._then(states, *following))

    def _ended(self, states: set[int]) -> bool:
        return not states.isdisjoint(self._ends)

    def _then(self, states: set[int], words: str) -> set[int]:
        """The states behind words, from these."""
        states = self._silent(states)
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
        return {
            end
            for state in states
            if state in self._next
            for end in self._next[state].get(word, ())
        }
