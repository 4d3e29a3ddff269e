"""Conversations at the counter, by text, as data: `tests/data/dialogues.yaml`."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.bootstrap import make_lexicon, open_store
from skills.lexicon import Lexicon
from tests.talk import talk

DIALOGUES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("data").joinpath("dialogues.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('words')}/shop.db") as store:
        return make_lexicon(store, "en-US")


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue["name"])
def test_a_conversation_goes_as_written(
    dialogue: dict[str, Any], tmp_path: Path, lexicon: Lexicon
) -> None:
    with talk(tmp_path / "shop.db", lexicon) as shop:
        for turn in dialogue["turns"]:
            reply = shop.counter.say(turn["say"])
            assert re.search(turn["hear"], reply.speech), reply.speech
            if "cart" in turn:
                assert shop.cart(reply.owner) == turn["cart"]
            assert reply.ended != bool(reply.response["response"].get("reprompt"))
