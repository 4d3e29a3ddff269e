"""Noise, and how it is laid under speech: the way Picovoice's speech-to-intent benchmark does it.

https://github.com/Picovoice/speech-to-intent-benchmark. May import `audio`.
"""

import numpy as np
import numpy.typing as npt

from audio.pcm import Samples

NOISE_LIMIT_S = 3600.0
"""The longest recording of noise that is read"""
FRAME = 2048
"""Samples over which loudness is compared"""
LOUDEST = 16_384
"""The mixture's peak: half of full scale"""


def mix(speech: Samples, noise: Samples, snr_db: float, random: np.random.Generator) -> Samples:
    """Speech with noise from a random place in `noise`.

    `snr_db` compares the loudest frame of the speech with the loudest of that noise; the sum is
    scaled so that its peak is at half of full scale. Noise shorter than speech is repeated.
    """
    wide = speech.astype(np.float64)
    under = _excerpt(noise, len(speech), random).astype(np.float64)
    ratio = _loudest(wide) / max(_loudest(under), 1e-9) / 10 ** (snr_db / 10)
    mixed = wide + np.sqrt(ratio) * under
    scaled = np.rint(mixed * LOUDEST / max(np.abs(mixed).max(), 1e-9))
    return np.asarray(scaled, dtype=np.int16)


def pink(size: int, random: np.random.Generator) -> npt.NDArray[np.float64]:
    """So many samples of noise whose power falls with frequency, as that of rooms does."""
    spectrum = np.fft.rfft(random.normal(size=size))
    return np.fft.irfft(spectrum / np.sqrt(np.maximum(1, np.arange(len(spectrum)))), size)


def _excerpt(noise: Samples, length: int, random: np.random.Generator) -> Samples:
    repeated = np.tile(noise, -(-length // len(noise))) if len(noise) < length else noise
    start = int(random.integers(0, len(repeated) - length + 1))
    return repeated[start : start + length]


def _loudest(sound: npt.NDArray[np.float64]) -> float:
    """Mean power of the loudest whole frame (of all the sound, when shorter than one)."""
    frames = len(sound) // FRAME
    whole = sound[: frames * FRAME].reshape(frames, FRAME) if frames else sound.reshape(1, -1)
    return float((whole**2).mean(axis=1).max())
