"""What a loudspeaker's process plays: sounds in a row, silence when there is none.

A stream that always runs begins to sound at once, and never underruns for want of a sentence. Imports only from `audio`.
"""

import queue
import struct
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import soxr

from audio.pcm import RATE, Samples
from audio.portaudio import Shape

HEAD = struct.Struct("<II")
"""A message: the sound's number and its samples, which follow; no samples: fall silent"""
STEPS = 100
"""A second; a sound begins on one, which is a whole sample at every rate"""


@dataclass
class Sound:
    """One sound of the row."""

    number: int
    samples: Samples
    """At the device's rate"""
    begun: bool = False


class Player:
    """The row of sounds of one loudspeaker."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._row: deque[Sound] = deque()
        self._lock = threading.Lock()
        self._events: queue.Queue[tuple[float, str]] = queue.Queue()
        self._asked = time.monotonic()
        self._delay = 0.0
        """Seconds from when the device asks for a block to when it is heard"""
        self._ended = threading.Event()
        self._frames = 0

    def play(self, number: int, samples: Samples) -> None:
        """Play this after all before."""
        if self._shape.rate != RATE:
            samples = soxr.resample(samples, RATE, self._shape.rate)
        with self._lock:
            self._row.append(Sound(number, samples))

    def stop(self, number: int) -> None:
        """Fall silent with the next block; all sounds up to the number are done when those before it have been heard."""
        with self._lock:
            self._row.clear()
        self._tell(self._asked + self._delay, f"heard {number}")

    def end(self) -> None:
        """Nothing more will come."""
        self._ended.set()

    def fill(self, data: Samples, frames: int, times: Any, _status: object) -> None:
        """PortAudio's callback: fill a block of shape (frames, channels)."""
        self._asked = time.monotonic()
        self._delay = max(0.0, times.outputBufferDacTime - times.currentTime)
        data[:] = 0
        done = 0
        with self._lock:
            while self._row and done < frames:
                done += self._fill(self._row[0], data[done:], done)
                if not len(self._row[0].samples):
                    heard = self._asked + self._delay + done / self._shape.rate
                    self._tell(heard, f"heard {self._row.popleft().number}")
        self._frames += frames

    def _fill(self, sound: Sound, data: Samples, done: int) -> int:
        """Play what fits of a sound into the rest of a block; how many frames of it are done."""
        wait = 0
        if not sound.begun:
            step = self._shape.rate // STEPS
            wait = min(-(self._frames + done) % step, len(data))
            if wait == len(data):
                return wait
            begins = (self._frames + done + wait) // step * (RATE // STEPS)
            self._tell(self._asked, f"began {sound.number} {begins}")
            sound.begun = True
        part, sound.samples = np.split(sound.samples, [len(data) - wait])
        data[wait : wait + len(part)] = part[:, np.newaxis]
        return wait + len(part)

    def events(self, stalled_s: float) -> Iterator[str]:
        """Lines such as "began 1 16000" (a sound, the sample of 16 kHz) and "heard 1", each at its time.

        Until the input ends, or the device asks for nothing for so long.
        """
        while not self._ended.is_set() and time.monotonic() - self._asked < stalled_s:
            try:
                at, line = self._events.get(timeout=0.1)
            except queue.Empty:
                continue
            self._ended.wait(max(0.0, at - time.monotonic()))
            yield line

    def _tell(self, at: float, line: str) -> None:
        self._events.put((at, line))


def read_messages(stream: BinaryIO, player: Player) -> None:
    """Begin to give the player what comes in, in a thread of its own."""
    threading.Thread(target=_read, args=(stream, player), daemon=True).start()


def _read(stream: BinaryIO, player: Player) -> None:
    while len(head := stream.read(HEAD.size)) == HEAD.size:
        number, count = HEAD.unpack(head)
        if count:
            player.play(number, np.frombuffer(stream.read(2 * count), dtype=np.int16))
        else:
            player.stop(number)
    player.end()
