import ctypes.util
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from app.bench.room import Room, missing, room
from audio import portaudio
from audio.device_player import Player
from audio.device_worker import Converter
from audio.devices import Microphone, Speaker
from audio.errors import DeviceMissing
from audio.listen import BLOCK
from audio.pcm import RATE, Samples
from audio.portaudio import Shape

SOON_S = 60.0
needs_room = pytest.mark.skipif(bool(missing()), reason=f"needs apt install {' '.join(missing())}")
Devices = tuple[Microphone, Speaker]


def has_portaudio() -> bool:
    return ctypes.util.find_library("portaudio") is not None


def tone(seconds: float = 0.5) -> Samples:
    wave = np.sin(np.arange(round(seconds * RATE)) * 2 * np.pi * 440 / RATE)
    return np.asarray(8000 * wave, dtype=np.int16)


def until(happened: Callable[[], bool]) -> None:
    ends = time.monotonic() + SOON_S
    while not happened():
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(0.02)


def pitch(sound: Samples) -> float:
    """Hertz of the strongest tone."""
    return float(np.argmax(np.abs(np.fft.rfft(sound))) * RATE / len(sound))


@pytest.fixture(scope="module")
def here() -> Iterator[Room]:
    with room() as opened, pytest.MonkeyPatch.context() as patch:
        for name, value in opened.environment.items():
            patch.setenv(name, value)
        yield opened


@pytest.mark.skipif(has_portaudio(), reason="PortAudio is installed here")
@pytest.mark.parametrize("opened", [Microphone, Speaker])
def test_without_portaudio_it_is_said_what_to_install(opened: type) -> None:
    with pytest.raises(DeviceMissing, match="apt install libportaudio2"), opened():
        pass
    with pytest.raises(DeviceMissing, match="apt install libportaudio2"):
        portaudio.listing()


@pytest.mark.skipif(not has_portaudio(), reason="needs PortAudio: apt install libportaudio2")
@pytest.mark.parametrize("opened", [Microphone, Speaker])
def test_a_device_of_no_known_name_is_missing(opened: type) -> None:
    with pytest.raises(DeviceMissing, match="plug one in"), opened("a trumpet"):
        pass


@needs_room
@pytest.mark.parametrize("shape", ["", "48000x1", "44100x2"])
def test_what_is_said_is_recorded_and_what_is_played_is_heard(here: Room, shape: str) -> None:
    with Microphone("till_microphone", shape) as heard, Speaker("till_speaker", shape) as speaker:
        with here.recording() as tape:
            heard.skip()
            here.say(tone())
            speaker.play(tone())
            until(lambda: speaker.silent)
            until(lambda: np.abs(tape.speaker()).max() > 5000)
        sound = np.concatenate(
            [block for _ in range(20) if (block := heard.block(0.2)) is not None]
        )
        loud = np.flatnonzero(np.abs(sound) > 4000)
        assert pitch(sound[loud[0] : loud[-1]]) == pytest.approx(440, abs=15)
        played = tape.speaker()
        loud = np.flatnonzero(np.abs(played) > 4000)
        assert pitch(played[loud[0] : loud[-1]]) == pytest.approx(440, abs=15)
        (began,) = speaker.began()
        assert began[0] == 1
        assert began[1] % (RATE // 100) == 0


@needs_room
def test_a_loudspeaker_falls_silent_when_stopped(here: Room) -> None:
    with Speaker("till_speaker") as speaker, here.recording() as tape:
        speaker.play(tone(30.0))
        until(lambda: bool(speaker.began()))
        assert not speaker.silent
        speaker.stop()
        until(lambda: speaker.silent)
        speaker.play(tone(0.1))
        until(lambda: speaker.silent)
        assert np.count_nonzero(np.abs(tape.speaker()) > 1000) < 10 * RATE


@needs_room
def test_devices_that_vanish_are_told_and_come_back() -> None:
    with room() as opened, pytest.MonkeyPatch.context() as patch:
        for name, value in opened.environment.items():
            patch.setenv(name, value)
        with Microphone("till_microphone") as heard, Speaker("till_speaker") as speaker:
            opened.stop()
            until(lambda: bool(heard.fault and speaker.fault))
            assert "plug one in" in str(heard.fault)
            speaker.play(tone())
            assert speaker.silent
            opened.start()
            until(lambda: heard.fault is None and speaker.fault is None)
            heard.skip()
            assert heard.block(SOON_S) is not None
        assert not [p for p in Path("/proc").glob("[0-9]*") if _is_worker_of(p, os.getpid())]


def _is_worker_of(process: Path, parent: int) -> bool:
    try:
        ours = f"\nPPid:\t{parent}\n" in (process / "status").read_text()
        return ours and b"device_worker" in (process / "cmdline").read_bytes()
    except OSError:
        return False


@dataclass
class Times:
    """As PortAudio tells them."""

    outputBufferDacTime: float = 0.0  # noqa: N815  its name
    currentTime: float = 0.0  # noqa: N815  its name


def filled(player: Player, frames: int, channels: int = 1) -> Samples:
    data = np.ones((frames, channels), dtype=np.int16)
    player.fill(data, frames, Times(), None)
    return data


def test_sounds_are_played_one_after_the_other_and_then_silence() -> None:
    player = Player(Shape(RATE, 2))
    player.play(1, np.full(200, 5, dtype=np.int16))
    player.play(2, np.full(100, 7, dtype=np.int16))
    data = filled(player, 600, channels=2)
    assert np.array_equal(data[:, 0], data[:, 1])
    assert data[:200, 0].tolist() == [5] * 200
    assert data[200:320, 0].tolist() == [0] * 120, "sounds begin on a hundredth of a second"
    assert data[320:420, 0].tolist() == [7] * 100
    assert not data[420:].any()
    lines = list(islice(player.events(5.0), 4))
    assert lines == ["began 1 0", "heard 1", "began 2 320", "heard 2"]


def test_what_is_stopped_is_forgotten_and_told() -> None:
    player = Player(Shape(48_000, 1))
    player.play(1, np.full(16_000, 5, dtype=np.int16))
    assert filled(player, 480).any()
    player.stop(1)
    assert not filled(player, 480).any()
    lines = list(islice(player.events(5.0), 2))
    assert lines == ["began 1 0", "heard 1"]


def test_a_device_that_asks_for_nothing_is_gone() -> None:
    assert list(Player(Shape(RATE, 1)).events(0.01)) == []


@pytest.mark.parametrize("shape", [Shape(48_000, 1), Shape(44_100, 2)])
def test_other_shapes_become_ours(shape: Shape) -> None:
    wave = np.sin(np.arange(shape.rate) * 2 * np.pi * 300 / shape.rate) * 9000
    sound = np.repeat(wave.astype(np.int16)[:, np.newaxis], shape.channels, axis=1)
    convert = Converter(shape)
    block = BLOCK * shape.rate // RATE
    ours = np.concatenate([convert(sound[n : n + block]) for n in range(0, shape.rate, block)])
    assert ours.dtype == np.int16
    assert len(ours) == pytest.approx(RATE, abs=1200)
    assert pitch(ours) == pytest.approx(300, abs=5)
