"""Somebody speaks while we do: our own voice is taken out, and the spotter listens to the rest. Imports only from `audio`.

The loudspeaker and the microphone count their samples apart, from different moments. That difference is fixed at the first
sound: it need not be right, as the way between them is learnt, only always the same.
"""

from audio.echo import EchoCanceller
from audio.pcm import Samples
from audio.spot import Spotter


class BargeIn:
    """Listens for set phrases in spite of our own voice."""

    def __init__(self, spotter: Spotter) -> None:
        self.wake = spotter.wake
        self._spotter = spotter
        self._echo = EchoCanceller()
        self._waiting: dict[int, Samples] = {}
        self._apart: int | None = None

    def play(self, number: int, samples: Samples) -> None:
        """This sound was given to the loudspeaker."""
        self._waiting[number] = samples

    def began(self, number: int, at: int, now: int) -> None:
        """A sound began at a sample of the loudspeaker's time; `now` is the microphone's."""
        if self._apart is None:
            self._apart = now - at
        if number in self._waiting:
            self._echo.play(self._waiting.pop(number), at + self._apart)

    def feed(self, block: Samples, at: int) -> str:
        """A block of the microphone, from its sample `at` on; the phrase that ended within it, or ""."""
        return self._spotter.feed(self._echo.feed(block, at))

    def quiet(self) -> None:
        """Nothing is played any more, and nothing has been heard."""
        self._waiting.clear()
        self._echo.stop()
        self._spotter.reset()

    def lost(self) -> None:
        """A device is another one now."""
        self._apart = None
