"""Spoken and written numbers, as AMAZON.NUMBER hears them. Imports this room's model only.

Digits said one after the other are one number ("one oh four"), and so are mixed forms ("one twenty three").
"""

from collections.abc import Iterator
from itertools import takewhile

from text_to_num import text2num

from app.emulator.model import Speech, Words

LONGEST = 9  # words


class Numbers:
    """Reads numbers of one language."""

    def __init__(self, speech: Speech) -> None:
        self._digits = speech.digits
        self._names = {digit: name for name, digit in speech.digits.items()}
        self._known = speech.number_words | set(speech.digits)

    def at(self, words: Words, start: int) -> Iterator[tuple[int, str]]:
        """Give each number that begins at a word: where it ends, and its digits."""
        run = list(takewhile(self._is_number, words[start : start + LONGEST]))
        for length in range(1, len(run) + 1):
            value = self.read(tuple(run[:length]))
            if value is not None:
                yield start + length, value

    def read(self, words: Words) -> str | None:
        """Give the digits of a number said with all these words, or None."""
        if len(words) == 1 and words[0].isdecimal():
            return words[0]
        if words and all(word in self._digits or word.isdecimal() for word in words):
            return "".join(self._digits.get(word, word) for word in words)
        whole = _cardinal(words)
        if whole is None and len(words) > 1 and words[0] in self._digits:
            rest = _cardinal(words[1:])
            whole = f"{self._digits[words[0]]}{rest}" if rest and len(rest) > 1 else None
        return whole

    def spelled(self, number: int) -> str:
        """Say a number digit by digit, as order numbers are said."""
        return " ".join(self._names[digit] for digit in str(number))

    def _is_number(self, word: str) -> bool:
        return word in self._known or (word.isascii() and word.isdigit())


def _cardinal(words: Words) -> str | None:
    if words[0] == "and" or words[-1] == "and":
        return None
    try:
        return str(text2num(" ".join(words), "en"))
    except ValueError:
        return None
