"""Which rows of words are whole sentences of a grammar. Imports only `audio.acceptor`."""

from audio.acceptor import Acceptor


class Sentences:
    """The sentences of an optimised acceptor: deterministic, without epsilons."""

    def __init__(self, grammar: Acceptor) -> None:
        self._start = grammar.start
        self._next = {(arc.source, arc.word): arc.target for arc in grammar.arcs}
        self._ends = frozenset(grammar.finals)

    def __contains__(self, words: str) -> bool:
        """Whether the words, apart by spaces, are one sentence from its first word to its last."""
        state: int | None = self._start
        for word in words.split():
            if state is None:
                return False
            state = self._next.get((state, word))
        return state in self._ends
