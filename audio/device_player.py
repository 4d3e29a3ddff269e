"""What a loudspeaker's process plays: sounds in a row, marks between them, silence when there is none.

A stream that always runs begins to sound at once, and never underruns for want of a sentence. Imports only from `audio`.
"""

import queue
import struct
import threading
import time
from collections import deque
from collections.abc import Iterator
from enum import IntEnum
from typing import Any, BinaryIO

import numpy as np
import soxr

from audio.pcm import RATE, Samples
from audio.portaudio import Shape

HEAD = struct.Struct("<BI")
"""A message: what it is, and a number"""


class Message(IntEnum):
    """What a loudspeaker is told."""

    SOUND = 0
    """The number of samples follows, then these"""
    MARK = 1
    """Tell this number when all sound before has been heard"""
    STOP = 2
    """Forget all sound that has not been played; marks are told at once"""


class Player:
    """The row of sounds of one loudspeaker."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._row: deque[Samples | int] = deque()
        self._lock = threading.Lock()
        self._marks: queue.Queue[tuple[float, int]] = queue.Queue()
        self._asked = time.monotonic()
        self._ended = threading.Event()

    def sound(self, samples: Samples) -> None:
        """Play this after all before."""
        if self._shape.rate != RATE:
            samples = soxr.resample(samples, RATE, self._shape.rate)
        with self._lock:
            self._row.append(samples)

    def mark(self, number: int) -> None:
        """Tell the number when all before has been heard."""
        with self._lock:
            self._row.append(number)

    def stop(self) -> None:
        """Fall silent with the next block."""
        with self._lock:
            marks = [one for one in self._row if isinstance(one, int)]
            self._row.clear()
        for mark in marks:
            self._marks.put((time.monotonic(), mark))

    def end(self) -> None:
        """Nothing more will come."""
        self._ended.set()

    def fill(self, data: Samples, frames: int, times: Any, _status: object) -> None:
        """PortAudio's callback: fill a block of shape (frames, channels)."""
        self._asked = time.monotonic()
        delay = max(0.0, times.outputBufferDacTime - times.currentTime)
        filled = 0
        with self._lock:
            while self._row and filled < frames:
                first = self._row.popleft()
                if isinstance(first, int):
                    self._marks.put((self._asked + delay + filled / self._shape.rate, first))
                    continue
                part = first[: frames - filled]
                data[filled : filled + len(part)] = part[:, np.newaxis]
                filled += len(part)
                if len(part) < len(first):
                    self._row.appendleft(first[len(part) :])
        data[filled:] = 0

    def heard(self, stalled_s: float) -> Iterator[int]:
        """The marks as they are heard, until the input ends or the device asks for nothing for so long."""
        while not self._ended.is_set() and time.monotonic() - self._asked < stalled_s:
            try:
                at, mark = self._marks.get(timeout=0.1)
            except queue.Empty:
                continue
            self._ended.wait(max(0.0, at - time.monotonic()))
            yield mark


def read_messages(stream: BinaryIO, player: Player) -> None:
    """Begin to give the player what comes in, in a thread of its own."""
    threading.Thread(target=_read, args=(stream, player), daemon=True).start()


def _read(stream: BinaryIO, player: Player) -> None:
    while len(head := stream.read(HEAD.size)) == HEAD.size:
        kind, number = HEAD.unpack(head)
        if kind == Message.SOUND:
            player.sound(np.frombuffer(stream.read(2 * number), dtype=np.int16))
        elif kind == Message.MARK:
            player.mark(number)
        else:
            player.stop()
    player.end()
