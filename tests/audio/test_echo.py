import numpy as np
import pytest

from audio.echo import EchoCanceller
from audio.listen import BLOCK
from audio.pcm import RATE, Samples


def power(sound: Samples) -> float:
    return float((sound.astype(float) ** 2).mean())


def noise(seconds: float, loud: float, seed: int) -> Samples:
    random = np.random.default_rng(seed)
    return random.normal(scale=loud, size=round(seconds * RATE)).astype(np.int16)


@pytest.fixture
def heard() -> tuple[EchoCanceller, Samples, Samples]:
    """A canceller that was told what is played, and what the microphone hears of it 90 ms later."""
    played = noise(6.0, 1500, 1)
    echo = np.concatenate((np.zeros(1440), 0.3 * played))[: len(played)]
    canceller = EchoCanceller()
    canceller.play(played, 0)
    return canceller, played, echo.astype(np.int16)


def listen(canceller: EchoCanceller, sound: Samples) -> Samples:
    starts = range(0, len(sound) - BLOCK + 1, BLOCK)
    return np.concatenate([canceller.feed(sound[n : n + BLOCK], n) for n in starts])


def test_our_own_voice_is_taken_out(heard: tuple[EchoCanceller, Samples, Samples]) -> None:
    canceller, _, echo = heard
    rest = listen(canceller, echo)
    assert power(rest[-RATE:]) < power(echo[-RATE:]) / 30


def test_somebody_else_stays(heard: tuple[EchoCanceller, Samples, Samples]) -> None:
    canceller, _, echo = heard
    other = noise(6.0, 1000, 2)
    other[: 5 * RATE] = 0
    rest = listen(canceller, echo + other)
    assert power(rest[-RATE // 2 :]) == pytest.approx(power(other[-RATE // 2 :]), rel=0.3)


def test_what_is_stopped_is_not_expected_any_more() -> None:
    canceller = EchoCanceller()
    canceller.play(noise(1.0, 1500, 1), 0)
    canceller.stop()
    sound = noise(0.5, 300, 3)
    assert np.array_equal(listen(canceller, sound), sound[: len(sound) // BLOCK * BLOCK])
