"""Talks held aloud: sentences as sound, by the ear of the counter to the shop, as `tests/data/spoken.yaml` has them."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.bench.voices import Flite, VoiceMissing
from app.counter.ears import Ears
from app.counter.recorded import Player
from audio import pcm
from models import cart
from skills.lexicon import Lexicon
from tests.alexa import OWNER, Speaker
from tests.databases import on_sqlite
from tests.talk import START, Talk, talk
from tests.test_memory import buy
from tests.test_passes import code_of

pytestmark = on_sqlite
DATA = Path(__file__).parents[1] / "data" / "spoken.yaml"
TALKS: list[dict[str, Any]] = yaml.safe_load(DATA.read_text(encoding="utf-8"))


def leave(shop: Talk, product: str = "", pieces: int = 0) -> None:
    """Something lies in the account's cart since two hours ago."""
    if product:
        with shop.store.begin() as session:
            cart.add(session, OWNER, product, pieces, [], START - timedelta(hours=2))


def by_flite(sentence: str, place: Path) -> Path:
    """A recording in a voice whose digits are heard as other people's are: our own says "seven" as "two" half the time."""
    try:
        (sound,) = Flite().speak([sentence])
    except VoiceMissing as why:
        pytest.skip(str(why))
    path = place / "code.wav"
    pcm.write(path, sound)
    return path


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
        if held.get("account"):
            alexa = Speaker(shop)
            assert all(buy(alexa).endswith("Goodbye.") for _ in range(2))
            leave(shop, *held.get("left", ()))
            hello = player.play(by_flite(f"my code is {code_of(alexa)}", tmp_path))
            assert re.search(held["account"], hello.speech), hello.text()
        for turn in held["turns"]:
            came = player.play(recorded(turn["say"]))
            assert re.search(turn["hear"], came.speech), came.text()
            if "cart" in turn:
                lines = came.cart["lines"] if came.cart else []
                found = [[line["quantity"], line["product"], line["options"]] for line in lines]
                assert found == turn["cart"], came.text()
