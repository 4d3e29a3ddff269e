"""The counter as a process in a room of sound: spoken to, listened to, unplugged and plugged in again."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.bench.room import Room, missing, room
from audio import pcm
from audio.pcm import RATE, Samples
from audio.recognize_pocketsphinx import PocketSphinxEar
from tests.app.soundproof import Till, till

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"needs apt install {' '.join(missing())}")
Record = Callable[[str], Path]


@pytest.fixture
def here() -> Iterator[Room]:
    with room() as opened:
        yield opened


@pytest.fixture
def counter(here: Room, demo_path: Path) -> Iterator[Till]:
    with till(here, demo_path, "--wake", "hello counter") as opened:
        opened.until(stage="idle")
        yield opened


def say(here: Room, counter: Till, sound: Samples) -> None:
    """Say something once the counter listens, beep included."""
    counter.until(stage="listening")
    time.sleep(0.2)
    here.say(sound)
    counter.until(stage="recognising")


def one_of(sound: Samples, sentences: list[str]) -> str:
    """Which of the sentences a recording is, by an ear that knows only these."""
    lines, state = [], 1
    for sentence in sentences:
        words = sentence.split()
        for number, word in enumerate(words):
            lines.append(f"{state if number else 0} {state + 1} {word}")
            state += 1
        lines.append(str(state))
    with PocketSphinxEar("\n".join(lines)) as ear:
        return ear.hear(sound).words


def test_an_order_is_spoken_and_its_answers_are_heard(
    here: Room, counter: Till, recorded: Record
) -> None:
    with here.recording() as tape:
        counter.press()
        for sentence in ("a large latte", "check out", "sophia", "yes"):
            say(here, counter, pcm.read(recorded(sentence)))
        counter.until(stage="speaking")
        spoken = len(tape.speaker())
        counter.until(stage="idle")
        answer = tape.speaker()[spoken:]
    assert counter.lines("shop")[1] == "I added a large latte. Anything else?"
    placed = counter.lines("shop")[-1]
    assert "order number" in placed
    words = "thank you sophia your order number is one zero zero"
    other = ["i added a large latte anything else", "what name is the order for", words]
    assert one_of(answer[: 5 * RATE], other) == words
