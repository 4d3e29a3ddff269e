"""Takes our own voice out of what the microphone heard, given what the loudspeaker played. Imports only from `audio`.

The way from loudspeaker to microphone is a filter, learnt while we speak: a Kalman filter for each frequency, over blocks of
the past (G. Enzner, P. Vary, "Frequency-domain adaptive Kalman filter for acoustic echo control in hands-free telephones",
Signal Processing 86, 2006). It knows how sure it is: it learns fast at first, and holds still while somebody else speaks.
"""

import numpy as np
import numpy.typing as npt

from audio.listen import BLOCK
from audio.pcm import Samples, clipped

PARTITIONS = 16
"""Blocks of the past that can still be heard: half a second"""
CHANGE = 0.99
"""How much of the way is the same a block later"""
MEMORY = 0.8
"""How much of the last block's rest counts for the next"""
_SCALE = 32_768.0
_FAINT = 1e-9

Spectra = npt.NDArray[np.complex128]
Floats = npt.NDArray[np.float64]


class EchoCanceller:
    """One loudspeaker and one microphone, on the microphone's time: samples since it began."""

    def __init__(self) -> None:
        shape = (PARTITIONS, BLOCK + 1)
        self._played: list[tuple[int, Samples]] = []
        self._next = 0
        self._way: Spectra = np.zeros(shape, dtype=np.complex128)
        self._doubt: Floats = np.ones(shape)
        self._past: Spectra = np.zeros(shape, dtype=np.complex128)
        self._rest: Floats = np.zeros(BLOCK + 1)
        self._last: Floats = np.zeros(BLOCK)
        self.played = self.heard = 0.0
        """Mean squares of our voice in the last block: as it was played, and as it was heard"""

    def play(self, samples: Samples, at: int) -> None:
        """This is played from a time on, or a constant while before."""
        self._played.append((at, samples))

    def stop(self) -> None:
        """Nothing is played any more."""
        self._played.clear()

    def feed(self, block: Samples, at: int) -> Samples:
        """A block of the microphone, which begins at that time, less what it heard of us."""
        if at != self._next:  # some were left out: what was played then is not known
            self._past[:] = 0
            self._last[:] = 0
        self._next = at + BLOCK
        self.played = self.heard = 0.0
        if not self._played and not self._past.any():
            return block
        self._hear_ourselves(at)
        echo = np.fft.irfft((self._past * self._way).sum(axis=0))[BLOCK:]
        self.played, self.heard = _power(self._last), _power(echo)
        rest = block / _SCALE - echo
        self._learn(np.fft.rfft(np.concatenate((np.zeros(BLOCK), rest))))
        return clipped(rest * _SCALE)

    def _hear_ourselves(self, at: int) -> None:
        """Take what is played during a block."""
        played = np.zeros(BLOCK)
        for start, samples in self._played:
            first, last = max(at, start), min(at + BLOCK, start + len(samples))
            if first < last:
                played[first - at : last - at] = samples[first - start : last - start] / _SCALE
        self._played = [(s, sound) for s, sound in self._played if s + len(sound) > at + BLOCK]
        self._past = np.roll(self._past, 1, axis=0)
        self._past[0] = np.fft.rfft(np.concatenate((self._last, played)))
        self._last = played

    def _learn(self, rest: Spectra) -> None:
        """Correct the way by what is left, as far as it is in doubt."""
        power = np.abs(self._past) ** 2
        self._rest = MEMORY * self._rest + (1 - MEMORY) * np.abs(rest) ** 2
        gain = self._doubt / ((self._doubt * power).sum(axis=0) + self._rest + _FAINT)
        change = np.fft.irfft(gain * self._past.conj() * rest, axis=1)
        change[:, BLOCK:] = 0
        self._way += np.fft.rfft(change, axis=1)
        left = CHANGE**2 * (1 - 0.5 * gain * power) * self._doubt
        self._doubt = left + (1 - CHANGE**2) * np.abs(self._way) ** 2


def _power(sound: Floats) -> float:
    return float((sound**2).mean()) * _SCALE**2
