"""Microphone and loudspeaker, each in a process of its own, so that they survive being unplugged.

Imports only from `audio`.
"""

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator
from typing import IO

import numpy as np

from audio.device_player import HEAD
from audio.device_process import DeviceProcess
from audio.listen import BLOCK
from audio.pcm import Samples

STALLED_S = 2.5
"""A microphone that gives nothing for so long is gone"""
BACKLOG = 2000
"""Blocks kept while nobody reads (a minute); then the oldest are lost"""


class Microphone(DeviceProcess):
    """Gives blocks of `BLOCK` samples as they are recorded."""

    def __init__(self, device: str = "", shape: str = "") -> None:
        super().__init__("microphone", device, shape)
        self._blocks: queue.Queue[Samples] = queue.Queue(BACKLOG)
        self.received = self.taken = 0
        """Samples that came, and samples that were handed out, forgotten or lost since"""

    def blocks(self) -> Iterator[Samples]:
        """Sound as it comes, 32 ms at a time; ends when the microphone is lost."""
        while (block := self.block(STALLED_S)) is not None:
            yield block

    def block(self, wait_s: float = 0.0) -> Samples | None:
        """The next block, waiting for it at most so long."""
        try:
            block = self._blocks.get(timeout=wait_s) if wait_s else self._blocks.get_nowait()
        except queue.Empty:
            return None
        self.taken += BLOCK
        return block

    def skip(self) -> None:
        """Forget what was recorded until now, such as our own voice."""
        while self.block() is not None:
            pass

    def _serve(self, out: IO[bytes]) -> None:
        while len(data := out.read(2 * BLOCK)) == 2 * BLOCK:
            if self._blocks.full():
                self.block()
            self.received += BLOCK
            self._blocks.put(np.frombuffer(data, dtype=np.int16))


class Speaker(DeviceProcess):
    """Plays sounds one after the other, until it is stopped."""

    def __init__(
        self, device: str = "", shape: str = "", *, now: Callable[[], int] = lambda: 0
    ) -> None:
        super().__init__("speaker", device, shape)
        self._now = now
        """The microphone's time, in samples"""
        self._lock = threading.Lock()
        self._given = self._heard = 0
        self._began: queue.SimpleQueue[tuple[int, int, int]] = queue.SimpleQueue()

    @property
    def silent(self) -> bool:
        """Whether everything given to it has been heard, or cannot be."""
        return self._heard >= self._given or self.fault is not None

    def play(self, samples: Samples) -> int:
        """Play this after all before; at once back with its number. A speaker that is lost plays nothing."""
        self._given += 1
        if len(samples):
            self._send(HEAD.pack(self._given, len(samples)) + samples.astype("<i2").tobytes())
        return self._given

    def stop(self) -> None:
        """Fall silent now."""
        self._send(HEAD.pack(self._given, 0))

    def began(self) -> list[tuple[int, int, int]]:
        """The sounds that began since this was last asked: number, its sample, the microphone's sample then."""
        found = []
        with contextlib.suppress(queue.Empty):
            while True:
                found.append(self._began.get_nowait())
        return found

    def _send(self, message: bytes) -> None:
        process = self._process
        if process and process.stdin:
            with self._lock, contextlib.suppress(OSError, ValueError):
                process.stdin.write(message)
                process.stdin.flush()

    def _serve(self, out: IO[bytes]) -> None:
        for line in out:
            word, number, *at = line.split()
            if word == b"began":
                self._began.put((int(number), int(at[0]), self._now()))
            else:
                self._heard = int(number)
        self._heard = self._given
