import numpy as np
import pytest

from audio.denoise import SHARE, Denoiser
from audio.pcm import RATE, Samples
from audio.speak import Voice


def power(sound: Samples) -> float:
    return float((sound.astype(np.float64) ** 2).mean())


def denoised(samples: Samples, share: float = SHARE) -> Samples:
    denoiser = Denoiser(share)
    return np.concatenate((denoiser.feed(samples), denoiser.finish()))


def test_noise_becomes_fainter_and_speech_stays(voice: Voice, noise: Samples) -> None:
    said = voice.say("can i have a large latte with oat milk please")
    cleaned = denoised(said, share=1.0)
    assert power(denoised(noise, share=1.0)[RATE:]) < power(noise) / 20
    assert power(cleaned) > power(said) / 3
    assert np.corrcoef(said, cleaned)[0, 1] > 0.8, "it is neither late nor early"


def test_part_of_the_sound_is_left_as_it_was(noise: Samples) -> None:
    assert np.array_equal(denoised(noise, share=0.0), noise)
    some, all_ = denoised(noise, share=0.8), denoised(noise, share=1.0)
    expected = 0.8 * all_ + 0.2 * noise
    assert np.abs(some - expected).max() <= 1.5


@pytest.mark.parametrize("block", [1, 100, 512, 5000])
def test_blocks_of_any_size_give_the_same(voice: Voice, block: int) -> None:
    said = voice.say("a large latte")[:12_000]
    denoiser = Denoiser()
    parts = [denoiser.feed(said[at : at + block]) for at in range(0, len(said), block)]
    assert np.array_equal(np.concatenate([*parts, denoiser.finish()]), denoised(said))


def test_nothing_gives_nothing(silence: Samples) -> None:
    assert len(denoised(silence[:0])) == 0
    assert len(denoised(silence[:1])) == 1


def test_speech_is_told_from_noise(voice: Voice, noise: Samples) -> None:
    speaking, hissing = Denoiser(), Denoiser()
    speaking.feed(voice.say("can i have a large latte"))
    hissing.feed(noise)
    assert np.mean(speaking.speech) > 0.5 > np.mean(hissing.speech)


def test_of_a_stream_without_an_end_only_the_last_chances_are_remembered() -> None:
    denoiser = Denoiser(remembered=50)
    for _ in range(4):
        denoiser.feed(np.zeros(RATE, dtype=np.int16))
    assert len(denoiser.speech) == 50
