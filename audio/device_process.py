"""Keeps the process of a sound device alive: when it ends it is started again, after pauses that grow.

Imports only from `audio`.
"""

import contextlib
import json
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import IO, Self

from audio import child
from audio.errors import DeviceMissing

PAUSES_S = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Before each new start; the last again and again"""
BEGINS_S = 15.0
"""A device that does not begin within this time is taken for lost"""


class DeviceProcess(ABC):
    """A device in a process of its own; a context manager. Entering it raises DeviceMissing when there is none."""

    def __init__(self, kind: str, device: str = "", shape: str = "") -> None:
        self.kind = kind
        self.fault: DeviceMissing | None = None
        """Why there is no device now, if there is none"""
        wished = ["--shape", shape] if shape else []
        self._command = [sys.executable, "-m", "audio.device_worker", kind, device, *wished]
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True, name=kind)

    def __enter__(self) -> Self:
        try:
            self._begin()
        except DeviceMissing:
            self._end()
            raise
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._closed.set()
        if self._process:
            self._process.kill()
        self._thread.join()

    @abstractmethod
    def _serve(self, out: IO[bytes]) -> None:
        """Take what the process gives, until it gives nothing more."""

    def _keep(self) -> None:
        """Serve, and begin again whenever it ends."""
        failures = 0
        while not self._closed.is_set():
            begun = time.monotonic()
            if self._process and self._process.stdout:
                self._serve(self._process.stdout)
                self.fault = DeviceMissing.unplugged(self.kind, "it vanished")
                self._end()
            failures = 0 if time.monotonic() - begun > PAUSES_S[-1] else failures + 1
            self._closed.wait(PAUSES_S[min(failures, len(PAUSES_S) - 1)])
            with contextlib.suppress(DeviceMissing):
                self._begin()
        self._end()

    def _begin(self) -> None:
        """Start the process and wait for its first line. Raises DeviceMissing."""
        if self._closed.is_set():
            return
        process = self._process = _start(self._command)
        timer = threading.Timer(BEGINS_S, process.kill)
        timer.start()
        try:
            line = process.stdout.readline() if process.stdout else b""
        finally:
            timer.cancel()
            timer.join()
        head = json.loads(line) if line else {"failed": "its process ended", "remedy": "try again"}
        if "failed" in head:
            self.fault = DeviceMissing(self.kind, head["failed"], head["remedy"])
            self._end()
            raise self.fault
        self.fault = None

    def _end(self) -> None:
        process, self._process = self._process, None
        child.end(process)


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """In a session of its own: an interrupt at the terminal is for us, and we end it."""
    return subprocess.Popen(  # noqa: S603  our own module, no shell
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=child.environment(),
        start_new_session=True,
    )
