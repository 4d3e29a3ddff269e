"""The counter as a process in a room of sound: spoken to, listened to, unplugged and plugged in again."""

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from app.bench.room import Room, room
from app.bench.till import Till, till
from audio import pcm
from audio.endpoint import Patience
from audio.listen import Listening, trimmed
from audio.pcm import RATE, Samples
from audio.recognize_pocketsphinx import PocketSphinxEar
from tests.app.hall import BEEP_S, WITH_SOUND, say

pytestmark = WITH_SOUND
Record = Callable[[str], Path]
WAKE = "hello shop"


@pytest.fixture
def hall(request: pytest.FixtureRequest) -> Iterator[Room]:
    """A room; its microphone hears the loudspeaker where a test is marked so."""
    with room(echo=getattr(request, "param", False)) as opened:
        yield opened


@pytest.fixture
def counter(hall: Room, demo_url: str) -> Iterator[Till]:
    arguments = ("--store", demo_url, "--ear", "pocketsphinx", "--wake", WAKE)
    with till(hall, *arguments) as opened:
        opened.until("idle")
        yield opened


def which(sound: Samples, sentences: list[str]) -> str:
    """Which of the sentences a recording is, by an ear that knows only these; "" for none."""
    lines, state = [], 0
    for sentence in sentences:
        for number, word in enumerate(sentence.split()):
            lines.append(f"{state if number else 0} {state + 1} {word}")
            state += 1
        lines.append(str(state))
    with PocketSphinxEar("\n".join(lines)) as ear:
        return ear.hear(trimmed(sound)).words


def test_an_order_is_spoken_and_its_answers_are_heard(
    hall: Room, counter: Till, recorded: Record
) -> None:
    with hall.recording() as tape:
        counter.press()
        say(hall, counter, pcm.read(recorded("a large latte")))
        counter.until("rendering")
        first = tape.samples()
        counter.until("listening")
        heard = tape.speaker(first)
        time.sleep(BEEP_S)
        hall.say(pcm.read(recorded("check out please")))
        say(hall, counter, pcm.read(recorded("sophia")))
        say(hall, counter, pcm.read(recorded("yes")))
        counter.until("idle")
    assert counter.said("shop")[1] == "I added a large latte. Anything else?"
    assert "order number" in counter.said("shop")[-1]
    added = "i added a large latte anything else"
    assert which(heard, [added, "i added a small mocha", "shall i place the order"]) == added


@pytest.mark.parametrize("hall", [True], indirect=True)
def test_it_does_not_hear_itself_but_hears_stop(
    hall: Room, counter: Till, recorded: Record
) -> None:
    hall.volume("speaker", -10)
    stop, pause = pcm.read(recorded("stop")), np.zeros(2 * RATE, dtype=np.int16)
    counter.press()
    say(hall, counter, pcm.read(recorded("tell me about the latte")))
    counter.until("speaking")
    assert counter.until("listening", "woken")["event"] == "listening", "nobody said anything"
    time.sleep(BEEP_S)
    hall.say(pcm.read(recorded("tell me about the latte")))
    counter.until("speaking")
    with hall.begin(np.concatenate((pause, stop, pause, stop, pause, stop))) as again:
        woken = counter.until("listening", "woken")
        again.terminate()
    assert (woken["event"], woken["text"]) == ("woken", "stop"), counter.said("shop")
    say(hall, counter, pcm.read(recorded("two croissants")))
    counter.until("speaking")
    assert counter.said("shop")[-1] == "I added two croissants. Anything else?"


def test_devices_vanish_and_come_back_and_it_still_serves(
    hall: Room, counter: Till, recorded: Record
) -> None:
    hall.stop()
    assert "vanished" in counter.until("lost")["text"]
    hall.start()
    counter.until("idle")
    hall.say(pcm.read(recorded(WAKE)))
    assert counter.until("woken")["text"] == WAKE
    say(hall, counter, pcm.read(recorded("two croissants")))
    counter.until("speaking")
    assert counter.said("shop")[-1] == "I added two croissants. Anything else?"


def clatter(voices: list[Samples], seconds: float) -> Samples:
    """Voices played backwards, over and over, and a hiss that comes and goes."""
    random = np.random.default_rng(5)
    time_s = np.arange(round(seconds * RATE)) / RATE
    sound = random.normal(scale=300, size=len(time_s)) * (1 + np.sin(time_s))
    for number, voice in enumerate(voices):
        sound += 0.5 * np.resize(np.roll(voice[::-1], number * RATE), len(time_s))
    return np.asarray(np.clip(sound, -32768, 32767), dtype=np.int16)


def test_speech_without_an_end_is_cut_and_the_next_order_is_heard(
    hall: Room, counter: Till, recorded: Record
) -> None:
    word = trimmed(pcm.read(recorded("tell me about the latte")), Listening(post_roll_s=0.0))
    counter.press()
    counter.until("listening")
    time.sleep(BEEP_S)
    with hall.begin(np.resize(word, 30 * RATE)) as endless:
        began = time.monotonic()
        counter.until("recognising")
        assert time.monotonic() - began < Patience().longest_s + 5.0
        endless.terminate()
    counter.until("speaking")
    if counter.until("listening", "idle")["event"] == "idle":
        counter.press()
    time.sleep(BEEP_S)
    hall.say(pcm.read(recorded("two croissants")))
    counter.until("speaking")
    assert counter.said("shop")[-1] == "I added two croissants. Anything else?"


def test_two_people_at_once_and_noise_order_nothing_wrong(
    hall: Room, counter: Till, recorded: Record
) -> None:
    sentences = ("a large latte", "where is my order please", "two croissants")
    voices = [pcm.read(recorded(sentence)) for sentence in sentences]
    hall.say(clatter(voices, 10.0))
    assert "woken" not in [event["event"] for event in counter.events]
    counter.press()
    counter.until("listening")
    time.sleep(BEEP_S)
    with hall.begin(voices[1]) as other:
        hall.say(voices[2])
        other.wait()
    event = counter.until("rendering", "idle")["event"]
    if event == "rendering":
        event = counter.until("listening", "idle")["event"]
    presses = 1
    if event == "idle":
        counter.press()
        counter.until("listening")
        presses += 1
    # Two voices at once may be heard as a third thing: it is said, and nothing is ordered without a yes to it.
    before = added(counter)
    assert len(before) <= 1
    hall.say(clatter(voices, 60.0))
    assert added(counter) == before
    ordered = ("order number", "Thank you")
    assert not [line for line in counter.said("shop") if any(one in line for one in ordered)]
    woken = [event["text"] for event in counter.events if event["event"] == "woken"]
    assert woken == ["Enter"] * presses


def added(counter: Till) -> list[str]:
    """What the shop says it put into the cart."""
    return [line for line in counter.said("shop") if line.startswith("I added")]


def test_an_interrupt_at_the_keyboard_leaves_nothing_behind(hall: Room, counter: Till) -> None:
    workers = psutil.Process(counter.process.pid).children(recursive=True)
    assert len(workers) >= 3
    counter.process.send_signal(signal.SIGINT)
    assert counter.process.wait(60) == 0
    gone, alive = psutil.wait_procs(workers, 20)
    assert not alive, [process.cmdline() for process in alive if process.is_running()]
    assert len(gone) == len(workers)
