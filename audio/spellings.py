"""The word to write where a model does not know one: the nearest spellings that it knows. Imports nothing of ours."""

from collections.abc import Callable, Iterable
from string import ascii_lowercase

Known = Callable[[Iterable[str]], set[str]]
"""Which of some words a model has"""


def spellings(words: Iterable[str], known: Known) -> dict[str, str]:
    """For each word two known ones that are written like it together, or else one that differs in one letter.

    "stroopwafel" has no place in a model that knows "stroop" and "wafel": a synonym of two words has. Words for which
    there is nothing are left out.
    """
    ways = {word: [*_apart(word), *_near(word)] for word in words}
    there = known({part for texts in ways.values() for text in texts for part in text.split()})
    found = {
        word: next((text for text in texts if there.issuperset(text.split())), "")
        for word, texts in ways.items()
    }
    return {word: text for word, text in found.items() if text}


def _apart(word: str) -> list[str]:
    """In two, the most even parts first: short words are seldom meant."""
    places = sorted(range(1, len(word)), key=lambda at: abs(2 * at - len(word)))
    return [f"{word[:at]} {word[at:]}" for at in places if min(at, len(word) - at) > 1]


def _near(word: str) -> list[str]:
    """One letter less, exchanged or more; only for words in Latin letters."""
    if not word.isascii():
        return []
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    less = [left + right[1:] for left, right in cuts if right]
    other = [
        left + letter + right[1:] for left, right in cuts if right for letter in ascii_lowercase
    ]
    more = [left + letter + right for left, right in cuts for letter in ascii_lowercase]
    return [text for text in (*less, *other, *more) if len(text) > 1 and text != word]
