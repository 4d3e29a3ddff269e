"""Sizes of answers: cut at sentences, screens first, the question never."""

from dataclasses import replace
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import Response
from hypothesis import given
from hypothesis import strategies as st

from skills import limits
from skills.answer import Answer, Focus, Screen, ask, say, tell
from skills.envelope import reprompt, spoken
from skills.response import respond
from skills.wording import Wording


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording.load("en-US")


def json_of(response: Response) -> dict[str, Any]:
    written: Any = DefaultSerializer().serialize(response)
    return {"response": written}


def long(words: int) -> Answer:
    told = say("found", names=[f"thing {n} & more" for n in range(words)])
    return ask(told, say("ask_choose"), focus=Focus())


@given(st.text(max_size=60), st.integers(0, 80))
def test_a_cut_text_is_a_beginning_of_it(text: str, most: int) -> None:
    kept = limits.cut(text, most)
    assert len(kept) <= most
    assert text.startswith(kept)


def test_a_text_is_cut_behind_a_sentence() -> None:
    assert limits.cut("One two. Three four.", 12) == "One two."


@pytest.mark.parametrize("slow", [False, True])
@pytest.mark.parametrize("words", [1, 1000, 20_000])
def test_speech_stays_within_the_limit_and_keeps_its_question(
    words: int, slow: bool, wording: Wording
) -> None:
    answer = long(words)
    response = json_of(respond(replace(answer, focus=Focus(slow=slow)), wording, 0))
    assert len(response["response"]["outputSpeech"]["ssml"]) < 8000
    assert spoken(response).endswith("Which one would you like?")
    assert reprompt(response) == "Which one would you like?"


def test_what_is_too_large_leaves_out_the_screen_then_the_card(wording: Wording) -> None:
    rows = tuple((say("screen_name", name="n" * 200), None) for _ in range(200))
    screen = Screen("products", say("screen_products", seller="Shop"), rows)
    card = (say("screen_cart"), say("found", names=["\N{SNOWMAN}" * 7000]))
    answer = tell(say("found", names=["\N{SNOWMAN}" * 7000]), card=card, screen=screen)
    elicit = {"type": "Dialog.ElicitSlot"}
    response = json_of(respond(answer, wording, 0, (elicit,)))["response"]
    assert response["directives"] == [elicit]
    assert "card" not in response
