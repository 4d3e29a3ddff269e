import ctypes.util

import numpy as np
import pytest

from audio import devices
from audio.devices import Microphone, Speaker
from audio.errors import DeviceMissing
from audio.listen import BLOCK
from audio.pcm import RATE, Samples


def has_portaudio() -> bool:
    return ctypes.util.find_library("portaudio") is not None


def recorded(samples: Samples) -> Samples:
    """As PortAudio hands sound over: one column."""
    return samples.reshape(-1, 1)


@pytest.mark.skipif(has_portaudio(), reason="PortAudio is installed here")
@pytest.mark.parametrize("opened", [devices.microphone, devices.speaker])
def test_without_portaudio_it_is_said_what_to_install(opened: type) -> None:
    with pytest.raises(DeviceMissing, match="apt install libportaudio2"), opened():
        pass
    with pytest.raises(DeviceMissing, match="apt install libportaudio2"):
        devices.listing()


@pytest.mark.skipif(not has_portaudio(), reason="needs PortAudio: apt install libportaudio2")
@pytest.mark.parametrize("opened", [devices.microphone, devices.speaker])
def test_a_device_of_no_known_name_is_missing(opened: type) -> None:
    with pytest.raises(DeviceMissing, match="plug one in"), opened("a trumpet"):
        pass


def test_blocks_come_in_order_and_in_our_format() -> None:
    heard = Microphone(RATE)
    for level in (1, 2, 3):
        heard.take(recorded(np.full(BLOCK, level, dtype=np.int16)))
    blocks = heard.blocks()
    assert [int(next(blocks)[0]) for _ in range(3)] == [1, 2, 3]


def test_another_rate_is_converted() -> None:
    heard = Microphone(48_000)
    tone = (np.sin(np.arange(48_000) * 2 * np.pi * 300 / 48_000) * 9000).astype(np.int16)
    for start in range(0, len(tone), 1536):
        heard.take(recorded(tone[start : start + 1536]))
    blocks = heard.blocks()
    sound = np.concatenate([next(blocks) for _ in range(len(tone) // 1536)])
    assert sound.dtype == np.int16
    assert len(sound) == pytest.approx(RATE, abs=600)


def test_when_nobody_reads_the_oldest_blocks_are_lost_and_counted() -> None:
    heard = Microphone(RATE)
    for number in range(devices.BACKLOG + 3):
        heard.take(recorded(np.full(1, number, dtype=np.int16)))
    assert heard.lost == 3
    assert next(heard.blocks())[0] == 3


def test_what_was_recorded_can_be_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "STALLED_S", 0.01)
    heard = Microphone(RATE)
    heard.take(recorded(np.zeros(BLOCK, dtype=np.int16)))
    heard.skip()
    with pytest.raises(DeviceMissing, match="no sound for"):
        next(heard.blocks())


def test_a_loudspeaker_plays_everything() -> None:
    tape: list[Samples] = []
    samples = np.arange(5000, dtype=np.int16)
    assert Speaker(tape.append, RATE).play(samples)
    assert np.array_equal(np.concatenate(tape)[:, 0], samples)


def test_a_loudspeaker_of_another_rate_gets_its_own() -> None:
    tape: list[Samples] = []
    assert Speaker(tape.append, 48_000).play(np.zeros(RATE, dtype=np.int16))
    assert len(np.concatenate(tape)) == 48_000


def test_a_loudspeaker_falls_silent_when_stopped() -> None:
    tape: list[Samples] = []

    def interrupt(sound: Samples) -> None:
        tape.append(sound)
        speaker.stop()

    speaker = Speaker(interrupt, RATE)
    assert not speaker.play(np.zeros(RATE, dtype=np.int16))
    assert len(tape) == 1
