"""Whose turn it is to write, where a database lets one write at a time: first come, first served. Imports nothing of ours.

SQLite itself has those who wait look again after longer and longer sleeps, so that the one who waits longest comes last.
Its own lock still decides; this only keeps apart those who would meet there.
"""

import os
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

if sys.platform != "win32":
    import fcntl

_LOOK_S = 0.0003
"""How often one program looks whether another is done: a fraction of a turn"""


class Queue:
    """The threads of this program."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()

    def enter(self, until: float) -> bool:
        """Wait behind all who came before; False if that took too long."""
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            called = Lock()
            called.acquire()
            self._waiting.append(called)
        if called.acquire(timeout=max(0.0, until - monotonic())):
            return True
        with self._lock:
            if called not in self._waiting:  # called at the last moment
                return True
            self._waiting.remove(called)
            return False

    def leave(self) -> None:
        """Call the next."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


class Gates:
    """The programs that write into one file; not on Windows, where the file's own lock has to do.

    There are two: whoever was within has to go back behind the one that waits between them. Locks are of an open file,
    and end with the program however it ends.
    """

    def __init__(self, database: Path) -> None:
        self._gates: list[int] = []
        if sys.platform != "win32":
            with suppress(OSError):  # where none can be made, the file's own lock has to do too
                for number in (1, 2):
                    path = f"{database}-turn{number}"
                    self._gates.append(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))

    def enter(self, until: float) -> bool:
        """Wait behind those who came before; False if that took too long."""
        if len(self._gates) < 2:
            return True
        first, second = self._gates
        entered = _shut(first, until) and _shut(second, until)
        _open(first)
        return entered

    def leave(self) -> None:
        """Let the next one in."""
        for gate in self._gates[1:]:
            _open(gate)

    def close(self) -> None:
        """Close the files."""
        while self._gates:
            os.close(self._gates.pop())


class Turnstile:
    """Lets one thread of all programs through at a time."""

    def __init__(self, database: Path | None) -> None:
        self._database = database
        self._queue = Queue()
        self._gates: Gates | None = None

    @contextmanager
    def passed(self, wait_s: float) -> Iterator[bool]:
        """Be the only one within; gives False if that took too long."""
        until = monotonic() + wait_s
        if not self._queue.enter(until):
            yield False
            return
        try:
            if self._gates is None and self._database:
                self._gates = Gates(self._database)
            entered = self._gates is None or self._gates.enter(until)
            try:
                yield entered
            finally:
                if entered and self._gates:
                    self._gates.leave()
        finally:
            self._queue.leave()

    def close(self) -> None:
        """Close what was opened; it opens again when needed."""
        if self._gates:
            self._gates.close()
        self._gates = None


def _shut(gate: int, until: float) -> bool:
    """Shut a gate behind oneself as soon as it is open."""
    while sys.platform != "win32":
        try:
            fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= until:
                return False
            sleep(_LOOK_S)
        else:
            break
    return True


def _open(gate: int) -> None:
    if sys.platform != "win32":
        fcntl.flock(gate, fcntl.LOCK_UN)
