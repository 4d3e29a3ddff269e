"""Takes our own voice out of what the microphone heard, given what the loudspeaker played. Imports only `audio`.

The way from loudspeaker to microphone is a filter, learnt while we speak: a Kalman filter for each frequency, over partitions
of the past (G. Enzner and P. Vary, "Frequency-domain adaptive Kalman filter for acoustic echo control in hands-free
telephones", Signal Processing 86, 2006). It knows how sure it is, so it learns fast at first and holds still while
somebody else speaks.
"""

from collections import deque

import numpy as np
import numpy.typing as npt

from audio.listen import BLOCK
from audio.pcm import Samples

PARTITIONS = 16
"""Blocks of the past that can still be heard: half a second"""
CHANGE = 0.99
"""How much of the way is the same a block later"""
MEMORY = 0.8
"""How much of the last block's noise counts for the next"""
SCALE = 32_768.0

_FAINT = 1e-9

Spectra = npt.NDArray[np.complex128]
Floats = npt.NDArray[np.float64]


class EchoCanceller:
    """One loudspeaker and one microphone."""

    def __init__(self, partitions: int = PARTITIONS) -> None:
        bins = BLOCK + 1
        self._played: deque[Samples] = deque()
        self._way: Spectra = np.zeros((partitions, bins), dtype=np.complex128)
        self._doubt: Floats = np.ones((partitions, bins))
        self._past: Spectra = np.zeros((partitions, bins), dtype=np.complex128)
        self._noise: Floats = np.zeros(bins)
        self._last: Floats = np.zeros(BLOCK)

    def play(self, samples: Samples) -> None:
        """This is played now, after what was given before."""
        whole = np.pad(samples, (0, -len(samples) % BLOCK))
        self._played.extend(whole.reshape(-1, BLOCK))

    def stop(self) -> None:
        """What was given is not played any more."""
        self._played.clear()

    def feed(self, block: Samples) -> Samples:
        """A block of the microphone less what it heard of us."""
        heard = block / SCALE
        self._hear_ourselves()
        echo = np.fft.irfft((self._past * self._way).sum(axis=0))[BLOCK:]
        rest = heard - echo
        self._learn(np.fft.rfft(np.concatenate((np.zeros(BLOCK), rest))))
        return np.asarray(np.clip(np.rint(rest * SCALE), -32768, 32767), dtype=np.int16)

    def _hear_ourselves(self) -> None:
        """The next block that is played, silence when there is none."""
        played = self._played.popleft() / SCALE if self._played else np.zeros(BLOCK)
        self._past = np.roll(self._past, 1, axis=0)
        self._past[0] = np.fft.rfft(np.concatenate((self._last, played)))
        self._last = played

    def _learn(self, rest: Spectra) -> None:
        power = np.abs(self._past) ** 2
        self._noise = MEMORY * self._noise + (1 - MEMORY) * np.abs(rest) ** 2
        sure = self._doubt / ((self._doubt * power).sum(axis=0) + self._noise + _FAINT)
        change = np.fft.irfft(sure * self._past.conj() * rest, axis=1)
        change[:, BLOCK:] = 0
        self._way += np.fft.rfft(change, axis=1)
        left = CHANGE**2 * (1 - 0.5 * sure * power) * self._doubt
        self._doubt = left + (1 - CHANGE**2) * np.abs(self._way) ** 2
