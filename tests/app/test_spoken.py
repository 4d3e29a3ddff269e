"""Talks held aloud: sentences as sound, by the ear of the counter to the shop, as `tests/data/spoken.yaml` has them."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.counter.ears import Ears
from app.counter.recorded import Player
from skills.lexicon import Lexicon
from tests.databases import on_sqlite
from tests.talk import talk

pytestmark = on_sqlite
DATA = Path(__file__).parents[1] / "data" / "spoken.yaml"
TALKS: list[dict[str, Any]] = yaml.safe_load(DATA.read_text(encoding="utf-8"))


@pytest.mark.parametrize("held", TALKS, ids=lambda held: held["name"])
def test_a_talk_is_held_aloud(
    held: dict[str, Any],
    demo_url: str,
    demo_lexicon: Lexicon,
    ears: Ears,
    recorded: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    with talk(demo_url, demo_lexicon) as shop:
        player = Player(shop.store, shop.counter, ears, None, tmp_path)
        for turn in held["turns"]:
            came = player.play(recorded(turn["say"]))
            assert re.search(turn["hear"], came.speech), came.text()
            if "cart" in turn:
                lines = came.cart["lines"] if came.cart else []
                found = [[line["quantity"], line["product"], line["options"]] for line in lines]
                assert found == turn["cart"], came.text()
