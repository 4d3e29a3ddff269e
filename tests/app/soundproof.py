"""A counter as a process in a room of sound: what it says of itself is read, what it says aloud is recorded."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.bench.room import Room

ROOT = Path(__file__).resolve().parents[2]
SOON_S = 60.0
"""For anything to happen, on a busy machine too"""
Event = dict[str, Any]


@dataclass
class Till:
    """The running counter."""

    process: "subprocess.Popen[str]"
    events: list[Event] = field(default_factory=list)
    _come: threading.Condition = field(default_factory=threading.Condition)
    _seen: int = 0

    def read(self) -> None:
        """Take what it prints, until it ends."""
        for line in self.process.stdout or ():
            with self._come:
                self.events.append(json.loads(line))
                self._come.notify_all()

    def until(self, **wanted: str) -> Event:
        """The next event that has all of these, after the last that was asked for."""
        ends = time.monotonic() + SOON_S
        with self._come:
            while True:
                while self._seen < len(self.events):
                    event = self.events[self._seen]
                    self._seen += 1
                    if all(wanted[key] == event.get(key) for key in wanted):
                        return event
                if not self._come.wait(max(0.0, ends - time.monotonic())):
                    raise TimeoutError(f"{wanted} did not come; last: {self.events[-3:]}")

    def press(self) -> None:
        """Press Enter."""
        if self.process.stdin:
            self.process.stdin.write("\n")
            self.process.stdin.flush()

    def lines(self, who: str) -> list[str]:
        """What was said by one side."""
        return [event["text"] for event in self.events if event.get("who") == who]


@contextmanager
def till(room: Room, store: Path, *arguments: str) -> Iterator[Till]:
    """A counter in the room."""
    command = [sys.executable, "-m", "app", "counter", "--json", "--ear", "pocketsphinx"]
    devices = ["--input", "till_microphone", "--output", "till_speaker"]
    environment = {**room.environment, "COUNTERTALK_VARIANTS": "first", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*command, *devices, "--store", f"sqlite:///{store}", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
        cwd=ROOT,
    ) as process:
        opened = Till(process)
        reading = threading.Thread(target=opened.read)
        reading.start()
        try:
            yield opened
        finally:
            process.terminate()
            process.wait()
            reading.join()


def children(pid: int) -> list[str]:
    """The names of the processes below one."""
    tasks: Callable[[int], Path] = lambda p: Path(f"/proc/{p}/task/{p}/children")  # noqa: E731
    below = tasks(pid).read_text().split() if os.path.exists(tasks(pid)) else []  # noqa: PTH110
    return [Path(f"/proc/{p}/cmdline").read_text().replace("\0", " ") for p in below]
