"""Conversations at the counter, by text, as data: `tests/data/dialogues.yaml`."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from skills.lexicon import Lexicon
from tests.talk import talk

DIALOGUES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("data").joinpath("dialogues.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue["name"])
def test_a_conversation_goes_as_written(
    dialogue: dict[str, Any], demo_url: str, demo_lexicon: Lexicon
) -> None:
    with talk(demo_url, demo_lexicon) as shop:
        for turn in dialogue["turns"]:
            reply = shop.counter.say(turn["say"], typed=dialogue.get("typed", False))
            assert re.search(turn["hear"], reply.speech), reply.speech
            if "cart" in turn:
                assert shop.cart(reply.owner) == turn["cart"]
            assert reply.ended != bool(reply.response["response"].get("reprompt"))
