"""Sentences and what they mean, as a table in `tests/data/understood.yaml`."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from skills.lexicon import Lexicon
from skills.understand import Meaning, Understanding

TABLE: list[list[Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "understood.yaml").read_text(encoding="utf-8")
)


def ids(meaning: Meaning) -> dict[str, Any]:
    """Slots as ids; a list where several were said."""
    return {
        name: said[0].ids[0] if len(said) == 1 else [one.ids[0] for one in said]
        for name, said in meaning.slots.items()
    }


@pytest.mark.parametrize(
    "row", TABLE, ids=lambda row: f"{row[0]} {'after ' + row[3] if row[3:] else ''}"
)
def test_a_sentence_means_what_the_table_says(understanding: Understanding, row: list[Any]) -> None:
    sentence, intent, slots, *focus = row
    meaning = understanding.understand(sentence, *focus)
    assert (meaning.intent if meaning else None) == intent
    assert (ids(meaning) if meaning else {}) == slots


def test_every_intent_has_a_sentence_in_the_table(lexicon: Lexicon) -> None:
    without_words = {"AMAZON.FallbackIntent"}
    assert {row[1] for row in TABLE} - {None} == set(lexicon.language.intents) - without_words


@pytest.mark.parametrize(
    ("typed", "product"),
    [
        ("a larg late", "latte"),
        ("a blubery mufin", "blueberry_muffin"),
        ("2 capuccinos", "cappuccino"),
    ],
)
def test_typing_mistakes_are_forgiven(
    understanding: Understanding, typed: str, product: str
) -> None:
    assert understanding.understand(typed) is None
    meaning = understanding.understand_typed(typed)
    assert meaning is not None
    assert meaning.ids("product") == (product,)


def test_words_as_spoken_are_kept_beside_the_ids(understanding: Understanding) -> None:
    meaning = understanding.understand("an eight ounce latte with a bit of soy milk")
    assert meaning is not None
    said = {name: one[0].words for name, one in meaning.slots.items()}
    assert said == {"size": "eight ounce", "product": "latte", "milk": "a bit of soy milk"}


@pytest.mark.parametrize(
    "noise", ["'", "((", "a" * 10_000, "large " * 200, "\x00", "{product}", "<item>"]
)
def test_strange_input_is_not_understood_and_breaks_nothing(
    understanding: Understanding, noise: str
) -> None:
    assert understanding.understand(noise) is None
