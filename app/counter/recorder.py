"""Keeps what is said at a counter, once the person was told so. May import `app.counter`, `app.errors` and `audio`.

It stands between the counter and the shop, so that the notice is heard before anything is kept: a visit begins with it,
and the words that began a visit without a greeting are not kept.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Self
from xml.sax.saxutils import escape

from app.counter.conversation import Conversation
from app.counter.exchange import Reply
from app.counter.labels import Label
from app.counter.recordings import Recordings
from app.errors import CommandFailed
from audio.pcm import Samples
from audio.recognize import Hearing

PURGED_EVERY_S = 3600.0
_LOG = logging.getLogger("countertalk.counter")


@dataclass
class Recorder:
    """Talks to the shop, and keeps what was said to it; a context manager, since it deletes what is old meanwhile."""

    talk: Conversation
    recordings: Recordings
    notice: str
    """What a person is told at the beginning of a visit"""
    keep_for: timedelta
    clock: Callable[[], datetime]
    _told: bool = False
    """Whether whoever spoke last had been told"""
    _question: str = ""
    """What they had been asked, `OPENING` where nothing was understood yet"""
    _closed: Event = field(default_factory=Event)

    @property
    def focus(self) -> str:
        """What to listen for."""
        return self.talk.focus

    @property
    def category(self) -> str:
        """The category of products that was talked about last."""
        return self.talk.category

    def greet(self) -> Reply:
        """Begin a visit without words."""
        return self._noticed(self.talk.greet())

    def answer(self, hearing: Hearing) -> Reply:
        """Answer what was heard."""
        self._told, self._question = self.talk.begun, self.talk.focus
        reply = self.talk.answer(hearing)
        return reply if self._told else self._noticed(reply)

    def keep(self, samples: Samples, hearing: Hearing, said: Reply) -> None:
        """Keep one utterance and what was understood; a folder that cannot be written costs the recording, not the turn."""
        if not self._told:
            return
        label = Label(
            intent=said.intent,
            slots=said.slots(),
            text=hearing.words,
            corrected=False,
            question=self._question,
        )
        try:
            self.recordings.add(samples, label, self.clock())
        except (OSError, CommandFailed) as error:
            _LOG.error("not recorded: %s", error)

    def __enter__(self) -> Self:
        self.recordings.purge(self.clock(), self.keep_for)
        self._thread = Thread(target=self._purge, name="recordings", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._closed.set()
        self._thread.join()

    def _purge(self) -> None:
        while not self._closed.wait(PURGED_EVERY_S):
            try:
                self.recordings.purge(self.clock(), self.keep_for)
            except (OSError, CommandFailed) as error:
                _LOG.error("old recordings were not deleted: %s", error)

    def _noticed(self, reply: Reply) -> Reply:
        ssml = reply.ssml.replace("<speak>", f"<speak>{escape(self.notice)} ", 1)
        return replace(reply, speech=f"{self.notice} {reply.speech}", ssml=ssml)
