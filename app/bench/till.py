"""A counter as a process in a room of sound: what it says of itself is read, what it says aloud can be recorded.

Imports the room.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.bench.room import Room

ROOT = Path(__file__).resolve().parents[2]
SOON_S = 180.0
"""For anything to happen, on a busy machine too"""
COMMAND = (sys.executable, "-m", "app", "counter", "--json")
DEVICES = ("--input", "till_microphone", "--output", "till_speaker")
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

    def until(self, *stages: str) -> Event:
        """The next event of one of these kinds, after the last that was asked for. Raises TimeoutError."""
        ends = time.monotonic() + SOON_S
        with self._come:
            while True:
                while self._seen < len(self.events):
                    self._seen += 1
                    event = self.events[self._seen - 1]
                    if event["event"] in stages:
                        return event
                if not self._come.wait(max(0.0, ends - time.monotonic())):
                    raise TimeoutError(f"{stages} did not come; last: {self.events[-3:]}")

    def press(self) -> None:
        """Press Enter."""
        if self.process.stdin:
            self.process.stdin.write("\n")
            self.process.stdin.flush()

    def said(self, who: str) -> list[str]:
        """What was said by "you" or the "shop"."""
        return [event["text"] for event in self.events if event["event"] == who]


@contextmanager
def till(room: Room, *arguments: str, **environment: str) -> Iterator[Till]:
    """A counter in the room, with arguments that say of which shop; it is told to leave at the end."""
    fixed = {"COUNTERTALK_VARIANTS": "first", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(  # noqa: S603  our own program, no shell
        [*COMMAND, *DEVICES, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**room.environment, **fixed, **environment},
        cwd=room.folder,
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
