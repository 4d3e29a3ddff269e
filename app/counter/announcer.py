"""Waits for news beside the counter's loop, so that the loop never waits for it. May import `app.counter`."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Self

from app.counter.announce import Announcement, Telling
from app.counter.outage import Unanswered

PAUSE_S = 5.0
"""After the shop could not be asked"""
_LOG = logging.getLogger("countertalk.counter")


@dataclass
class Announcer:
    """Gives each piece of news once; a context manager, since it owns a thread."""

    telling: Telling
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    _taken: SimpleQueue[Announcement] = field(default_factory=SimpleQueue)
    _ended: Event = field(default_factory=Event)

    def due(self) -> str | None:
        """What is to be said now, once, and None if there is nothing; never waits."""
        while True:
            try:
                one = self._taken.get_nowait()
            except Empty:
                return None
            if one.expires_at > self.clock():
                return one.speech

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._run, name="news", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._ended.set()
        self._thread.join(timeout=2 * PAUSE_S)

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                for one in self.telling.arrivals(self._ended):
                    if self.telling.take(one.id, self.new_id()):
                        self._taken.put(one)
            except Unanswered:
                pass  # the way to the shop has told of it
            except Exception as error:  # news must not end the counter, whatever is wrong with it
                _LOG.warning("no news: %s", error)
            self._ended.wait(PAUSE_S)
