"""Answers of a catalogue: what is asked alike, and what is no answer's text, is named with its line."""

from typing import Any

import pytest

from models.base import Store
from models.catalog_import import load, parse
from models.errors import CatalogueInvalid
from models.translations import translated
from tests.models.world import shop_text

WIFI = {"id": "wifi", "text": "It is free.", "phrasings": ["do you have wifi"]}
DOGS = {"id": "dogs", "text": "Dogs are welcome.", "phrasings": ["can i bring a dog"]}
KOREAN = {"ko": {"It is free.": {"text": "무료예요.", "synonyms": ["와이파이 있어요"]}}}


def faults(answers: list[Any], **more: Any) -> str:
    with pytest.raises(CatalogueInvalid) as refused:
        parse(shop_text(answers=answers, **more))
    return str(refused.value)


def test_answers_are_asked_for_in_each_language(store: Store) -> None:
    with store.begin() as session:
        load(session, parse(shop_text(answers=[WIFI, DOGS], translations=KOREAN)))
        asked = {one.id: one.synonyms for one in translated(session, "ko").questions}
    assert asked == {"wifi": ("와이파이 있어요",), "dogs": ("can i bring a dog",)}


def test_a_question_has_one_answer() -> None:
    again = DOGS | {"phrasings": ["Do you have wifi"]}
    assert "'do you have wifi' already asks for 'wifi'" in faults([WIFI, again])
    translations = {"ko": {**KOREAN["ko"], "Dogs are welcome.": KOREAN["ko"]["It is free."]}}
    assert "already asks for 'wifi'" in faults([WIFI, DOGS], translations=translations)


def test_an_answer_is_written_once_and_can_be_asked_for() -> None:
    assert "stands already at number 0" in faults([WIFI, WIFI])
    assert "at least 1 item" in faults([WIFI | {"phrasings": []}])
    assert "only letters, digits" in faults([WIFI | {"phrasings": ["wifi?"]}])
