"""A shop on a server that gives no answer: what is raised then, and one line in the log for as long as that lasts.

Imports nothing of ours.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

_LOG = logging.getLogger("countertalk.counter")


class Unanswered(Exception):
    """No answer, but there may be one to the same request later."""

    def __init__(self, reason: object, wait_s: float = 0) -> None:
        super().__init__(str(reason))
        self.wait_s = wait_s
        """How long the shop asks to be left alone"""


@dataclass
class Outage:
    """Whether the shop is away; a counter's ways to it share one, whatever their threads."""

    _away: bool = False
    _since: float = 0.0
    """When that was found"""
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Ask the shop once; that it does not answer is told when an outage begins."""
        sent = monotonic()
        try:
            yield
        except Unanswered as error:
            if self._turned(sent, away=True):
                _LOG.warning("the shop does not answer: %s", error)
            raise
        self._turned(sent, away=False)

    def _turned(self, sent: float, *, away: bool) -> bool:
        """Note how the shop is; whether that is new. What was asked before it was last found otherwise tells nothing."""
        with self._lock:
            if away is self._away or sent < self._since:
                return False
            self._away, self._since = away, monotonic()
            return True
