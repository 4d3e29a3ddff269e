"""Somebody speaks while we do: our own voice is taken out, and the spotter hears what is louder than what is left of it.

The loudspeaker and the microphone count their samples apart, from different moments. That difference is fixed at the first
sound: it need not be right, as the way between them is learnt, only always the same. Imports only from `audio`.
"""

from collections import deque

import numpy as np

from audio.echo import EchoCanceller
from audio.listen import BLOCK
from audio.pcm import Samples
from audio.spot import Spotter

EARLY = 4 * BLOCK
"""Samples by which our voice is taken to be played before it was told: the news may come late, but an echo never before"""
LEFT = 0.3
"""Share of the power of our voice as it is heard: less than this may be left of it"""
UNLEARNT = 0.2
"""Share of the power of our voice as it is played: less than this is heard of it, while the way is not learnt"""
LEARNING = 120
"""Blocks (32 ms) of our voice until the way is learnt"""
REVERB = 6
"""Blocks for which our voice is heard after it was played"""
BEFORE = 8
"""Blocks kept from before somebody speaks"""
AFTER = 10
"""Blocks listened to after somebody was last loud enough"""
FLOOR = 50.0**2
"""Mean square, in 16 bit steps, under which it is quiet"""


class BargeIn:
    """Listens for set phrases in spite of our own voice."""

    def __init__(self, spotter: Spotter) -> None:
        self.wake = spotter.wake
        self._spotter = spotter
        self._echo = EchoCanceller()
        self._waiting: dict[int, Samples] = {}
        self._apart: int | None = None
        self._ours: deque[float] = deque(maxlen=REVERB)
        self._before: deque[Samples] = deque(maxlen=BEFORE)
        self._open = 0
        self._learnt = 0

    def play(self, number: int, samples: Samples) -> None:
        """This sound was given to the loudspeaker."""
        self._waiting[number] = samples

    def began(self, number: int, at: int, now: int) -> None:
        """A sound began at a sample of the loudspeaker's time; `now` is the microphone's."""
        if self._apart is None:
            self._apart = now - at - EARLY
        if number in self._waiting:
            self._echo.play(self._waiting.pop(number), at + self._apart)

    def feed(self, block: Samples, at: int) -> str:
        """A block of the microphone, from its sample `at` on; the phrase that ended within it, or ""."""
        rest = self._echo.feed(block, at)
        self._before.append(rest)
        if self._somebody(rest):
            if not self._open:
                self._spotter.reset()
                rest = np.concatenate(self._before)
            self._open = AFTER
        elif self._open:
            self._open -= 1
        return self._spotter.feed(rest) if self._open else ""

    def quiet(self) -> None:
        """Nothing is played any more, and nothing has been heard."""
        self._waiting.clear()
        self._echo.stop()
        self._ours.clear()
        self._before.clear()
        self._open = 0

    def lost(self) -> None:
        """A device is another one now."""
        self._apart, self._learnt = None, 0

    def _somebody(self, rest: Samples) -> bool:
        """Whether what is left is more than our own voice can be."""
        echo = self._echo
        self._learnt += echo.played > FLOOR
        unlearnt = UNLEARNT * echo.played * (self._learnt < LEARNING)
        self._ours.append(max(LEFT * echo.heard, unlearnt, FLOOR))
        return float((rest.astype(np.float64) ** 2).mean()) > max(self._ours)
