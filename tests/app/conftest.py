"""Fixtures of the program's tests: one language, one voice and one pair of ears for all of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.bootstrap import (
    World,
    alexa_door,
    constant_seed,
)
from app.counter.conversation import Conversation
from app.counter.ears import Ears
from app.settings import Settings
from app.turn import Door
from audio import pcm
from audio.speak import Voice
from models.base import Store
from skills.lexicon import Lexicon
from tests.app.world import Customer
from tests.conftest import Clock
from tests.talk import at_counter, patient_shop

PLAIN = Settings(variants="first")


@pytest.fixture(autouse=True)
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written into the working directory, and no setting of this machine counts."""
    monkeypatch.chdir(tmp_path)
    for name in ("ALEXA_SKILL_ID", "ALEXA_DEV_CERT", "VOSK_MODEL_PATH", "COUNTERTALK_BIND"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'shop.db'}")
    monkeypatch.setenv("COUNTERTALK_VARIANTS", "first")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(scope="session")
def lexicon(demo_lexicon: Lexicon) -> Lexicon:
    return demo_lexicon


@pytest.fixture(scope="session")
def voice() -> Iterator[Voice]:
    with Voice("en-US") as opened:
        yield opened


@pytest.fixture(scope="session")
def ears(lexicon: Lexicon) -> Iterator[Ears]:
    with Ears(lexicon, "pocketsphinx") as opened:
        yield opened


@pytest.fixture(scope="session")
def recorded(voice: Voice, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Gives a recording of a sentence in our own voice."""
    folder = tmp_path_factory.mktemp("recorded")

    def record(sentence: str) -> Path:
        path = folder / f"{sentence.replace(' ', '_')}.wav"
        if not path.exists():
            pcm.write(path, voice.say(sentence))
        return path

    return record


@pytest.fixture
def world(clock: Clock, new_id: Callable[[], str]) -> World:
    return World(clock, new_id, constant_seed)


@pytest.fixture
def door(demo_store: Store, world: World) -> Door:
    """The Alexa door of the demo shop."""
    return alexa_door(patient_shop(demo_store, PLAIN, world))


@pytest.fixture
def customer(door: Door, lexicon: Lexicon, world: World) -> Customer:
    """Somebody who speaks to the Alexa door."""
    return Customer(door, lexicon, world)


@pytest.fixture
def conversation(demo_store: Store, world: World, lexicon: Lexicon) -> Conversation:
    """Somebody at the counter of the demo shop."""
    return at_counter(patient_shop(demo_store, PLAIN, world), PLAIN, world, lexicon)
