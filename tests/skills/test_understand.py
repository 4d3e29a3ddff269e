"""Sentences and what they mean, as a table in `tests/data/understood.yaml`."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from skills.lexicon import Lexicon
from skills.meaning import Meaning
from skills.understand import Understanding

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


@pytest.mark.parametrize("name", ["jill", "nina", "jackie", "carla", "sara", "marck"])
def test_no_typing_mistake_makes_a_first_name(understanding: Understanding, name: str) -> None:
    meaning = understanding.understand_typed(name, "name")
    assert meaning is not None
    assert meaning.words() == {"first_name": name}
    assert understanding.understand_typed(f"where is order one zero zero for {name}") is None


def test_of_words_as_near_the_same_is_taken_in_every_process(demo_url: str) -> None:
    code = (
        "from app.bootstrap import make_lexicon, open_store\n"
        "from skills.understand import Understanding\n"
        f"with open_store({demo_url!r}) as store:\n"
        "    meant = Understanding(make_lexicon(store, 'en-US'))\n"
        "for words in ('a lat', 'a mugg', 'two bags', 'a choc late', 'the hor', 'wher is my odder'):\n"
        "    print(words, meant.understand_typed(words), meant._typed._corrected(words))\n"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1] != ""


@pytest.mark.parametrize(
    ("typed", "focus", "intent"),
    [
        ("um a brownie", "", "AddItemIntent"),
        ("so hi um a brownie as well actually", "", "AddItemIntent"),
        ("can i also get a bagel with cream cheese", "", "AddItemIntent"),
        ("could you make it large instead", "", "ChangeItemIntent"),
        ("hmm yes thanks", "confirm", "AMAZON.YesIntent"),
        ("well no actually", "confirm", "AMAZON.NoIntent"),
        ("ok great thanks", "confirm", "AMAZON.YesIntent"),
        ("oh great thanks", "choice", "AMAZON.RepeatIntent"),
        ("thank you", "else", "SkipIntent"),
        ("um", "else", None),
        ("yes too", "confirm", None),
        ("please " * 50 + "x", "else", None),
        ("so " * 50 + "colorless", "else", None),
    ],
)
def test_asides_are_left_out_of_what_is_typed(
    understanding: Understanding, typed: str, focus: str, intent: str | None
) -> None:
    meaning = understanding.understand_typed(typed, focus)
    assert (meaning.intent if meaning else None) == intent


@pytest.mark.parametrize(
    "typed",
    [
        *("replace it", "wine", "that's mine", "that's incorrect", "unsure", "fire", "yess"),
        *("yes also um", "yes too please", "yes as well thanks", "yes then uh", "can you confirm"),
        *("yes i'm good", "yes wait", "no", "wait", "that's wrong", "thanks", "great", "what"),
        *("it's two not thirty", "it's large not small", "that's oat milk not soy", "perfect no"),
    ],
)
def test_what_is_no_clear_yes_places_no_order_and_names_nobody(
    understanding: Understanding, typed: str
) -> None:
    meaning = understanding.understand_typed(typed, "confirm")
    assert meaning is None or meaning.intent not in ("AMAZON.YesIntent", "NameIntent")


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
