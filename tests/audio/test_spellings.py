"""What to write where a model lacks a word."""

from collections.abc import Iterable

from audio.spellings import spellings

VOCABULARY = {"stroop", "waffle", "wafel", "latte", "oat", "meal", "e", "m"}


def known(words: Iterable[str]) -> set[str]:
    return VOCABULARY & set(words)


def test_two_words_that_are_known_come_first() -> None:
    assert spellings(["stroopwafel", "oatmeal"], known) == {
        "stroopwafel": "stroop wafel",
        "oatmeal": "oat meal",
    }


def test_a_word_that_differs_in_a_letter_is_next() -> None:
    assert spellings(["late", "lattee", "lattr"], known) == dict.fromkeys(
        ["late", "lattee", "lattr"], "latte"
    )


def test_a_word_unlike_all_others_gets_none() -> None:
    assert spellings(["xylophone", "라떼"], known) == {}
