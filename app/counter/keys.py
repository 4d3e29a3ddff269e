"""The Enter key as push to talk. Imports nothing of ours.

Lines are read in a thread, since reading them waits.
"""

import threading
from collections.abc import Iterable


class Keys:
    """Whether Enter was pressed, and whether the input has ended."""

    def __init__(self, *, stays: bool = False) -> None:
        self.closed = False
        """True once the input has ended and it is time to leave"""
        self._stays = stays
        """There is another way to be addressed: a service has no keyboard"""
        self._pressed = threading.Event()

    def read(self, lines: Iterable[str]) -> None:
        """Begin to read lines; each is a press, their end closes the keys."""
        threading.Thread(target=self._read, args=(lines,), daemon=True, name="keys").start()

    def pressed(self) -> bool:
        """Whether Enter was pressed since the last time this was asked."""
        pressed = self._pressed.is_set()
        self._pressed.clear()
        return pressed

    def _read(self, lines: Iterable[str]) -> None:
        for _ in lines:
            self._pressed.set()
        self.closed = not self._stays
