"""The ear that `bench phrases` compares with: the same sentences, but no weights and no question.

May import `skills` and `audio`.
"""

from collections.abc import Callable
from typing import Self

from audio.pcm import Samples
from audio.recognize import Hearing
from audio.recognize_pocketsphinx import PocketSphinxEar
from skills.grammar import Grammar
from skills.lexicon import Lexicon

Hear = Callable[[Samples, str], Hearing]
"""Hears sound after a question, as `PlainEar.hear` does"""


class PlainEar:
    """PocketSphinx, with the sentences after all questions, each way as likely as any other."""

    def __init__(self, lexicon: Lexicon) -> None:
        grammar = Grammar(lexicon)
        texts = [grammar.text(q) for q in ("", *(one.after[0] for one in grammar.groups.values()))]
        fields = (line.split() for text in texts for line in text.splitlines())
        lines = dict.fromkeys(" ".join(one[:-1]) for one in fields)
        self._ear = PocketSphinxEar("\n".join(lines), lexicon.pronunciations)

    def hear(self, samples: Samples, question: str) -> Hearing:
        """Hear sound, whatever was asked."""
        return self._ear.hear(samples)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._ear.__exit__(*exc)
