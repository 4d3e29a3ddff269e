"""Microphone and loudspeaker, each in a process of its own, so that they survive being unplugged.

Imports only from `audio`.
"""

import contextlib
import queue
import threading
from collections.abc import Iterator
from typing import IO

import numpy as np

from audio.device_player import HEAD, Message
from audio.device_process import DeviceProcess
from audio.listen import BLOCK
from audio.pcm import RATE, Samples

BLOCK_S = BLOCK / RATE
STALLED_S = 2.5
"""A microphone that gives nothing for so long is gone"""
BACKLOG = 2000
"""Blocks kept while nobody reads (a minute); then the oldest are lost"""


class Microphone(DeviceProcess):
    """Gives blocks of `BLOCK` samples as they are recorded."""

    def __init__(self, device: str = "", shape: str = "") -> None:
        super().__init__("microphone", device, shape)
        self._blocks: queue.Queue[Samples] = queue.Queue(BACKLOG)
        self.lost = 0
        """Blocks lost because nobody read them in time"""

    def blocks(self) -> Iterator[Samples]:
        """Sound as it comes, 32 ms at a time; ends when the microphone is lost."""
        while (block := self.block(STALLED_S)) is not None:
            yield block

    def block(self, wait_s: float = 0.0) -> Samples | None:
        """The next block, waiting for it at most so long."""
        with contextlib.suppress(queue.Empty):
            return self._blocks.get(timeout=wait_s) if wait_s else self._blocks.get_nowait()
        return None

    def skip(self) -> None:
        """Forget what was recorded until now, such as our own voice."""
        while self.block() is not None:
            pass

    def _serve(self, out: IO[bytes]) -> None:
        while len(data := out.read(2 * BLOCK)) == 2 * BLOCK:
            if self._blocks.full():
                self.lost += 1
                self.block()
            self._blocks.put(np.frombuffer(data, dtype=np.int16))


class Speaker(DeviceProcess):
    """Plays sounds one after the other, until it is stopped."""

    def __init__(self, device: str = "", shape: str = "") -> None:
        super().__init__("speaker", device, shape)
        self._lock = threading.Lock()
        self._asked = self._heard = 0

    @property
    def silent(self) -> bool:
        """Whether everything given to it has been heard, or cannot be."""
        return self._heard >= self._asked or self.fault is not None

    def play(self, samples: Samples) -> None:
        """Play this after all before; at once back. A speaker that is lost plays nothing."""
        self._asked += 1
        sound = HEAD.pack(Message.SOUND, len(samples)) + samples.astype("<i2").tobytes()
        self._send(sound + HEAD.pack(Message.MARK, self._asked))

    def stop(self) -> None:
        """Fall silent now."""
        self._send(HEAD.pack(Message.STOP, 0))

    def _send(self, message: bytes) -> None:
        process = self._process
        if process and process.stdin:
            with self._lock, contextlib.suppress(OSError, ValueError):
                process.stdin.write(message)
                process.stdin.flush()

    def _serve(self, out: IO[bytes]) -> None:
        for line in out:
            self._heard = int(line)
        self._heard = self._asked
