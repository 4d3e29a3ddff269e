"""News for one counter as server-sent events. May import the counter's news, this room and errors.

A stream holds a thread, so there are few at a time and each is short; whoever comes when there are enough gets what is
there and is told to come again soon. A counter reconnects with the id of what it heard last, so nothing is lost between.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from time import monotonic

from app.counter.announce import NewsDesk
from models.errors import StoreUnavailable

STREAM_S = 9.0
"""Less than a server waits for its threads when it is told to stop"""
BEAT_S = 3.0
"""Silence after which a beat shows that the stream is alive"""
_LOG = logging.getLogger("countertalk.web")
_BEAT = b"event: beat\ndata: {}\n\n"
AGAIN_MS, LATER_MS = 100, 2000
"""After how long a counter shall come again: when its time is over, and when there was no place for it"""


@dataclass(frozen=True)
class Streams:
    """The streams of one process."""

    desk: NewsDesk
    still_valid: Callable[[str], bool]
    """Whether a counter's key was not revoked"""
    places: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(2))
    stream_s: float = STREAM_S

    def open(self, counter: str, last_id: int) -> "Stream":
        """A stream for a counter; the caller closes it."""
        return Stream(self, counter, last_id, self.places.acquire(blocking=False))


@dataclass
class Stream:
    """One answer to `GET /counter/news`."""

    streams: Streams
    counter: str
    last_id: int
    placed: bool
    """Whether it may stay open"""

    def events(self) -> Iterator[bytes]:
        """The stream's bytes; it ends early while the store cannot be used, and the counter comes again."""
        try:
            yield from self._events()
        except StoreUnavailable as error:
            _LOG.error("news of %s ended: %s", self.counter, error)

    def _events(self) -> Iterator[bytes]:
        retry = f"retry: {AGAIN_MS if self.placed else LATER_MS}\n".encode()
        yield retry + _BEAT
        begun = said = monotonic()
        watch = self.streams.desk.watch
        while True:
            mark = watch.mark(self.counter)
            for one in self.streams.desk.due(self.counter, self.last_id):
                self.last_id, said = one.id, monotonic()
                yield f"id: {one.id}\nevent: news\ndata: {one.model_dump_json()}\n\n".encode()
            now = monotonic()
            left = begun + self.streams.stream_s - now
            if not self.placed or left <= 0 or watch.closed:
                return
            if now - said >= BEAT_S:
                said = now
                yield _BEAT
                if not self.streams.still_valid(self.counter):
                    return
            watch.wait(self.counter, mark, min(left, said + BEAT_S - now))

    def close(self) -> None:
        """Give the place back."""
        if self.placed:
            self.placed = False
            self.streams.places.release()
