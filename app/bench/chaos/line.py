"""A customer's way to the shop over HTTP, which breaks: the same request is sent again, as Alexa and counters do it.

Imports the evidence. Some answers get lost on purpose: the connection is closed when the request has been sent.
"""

import http.client
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from time import monotonic
from urllib.parse import urlsplit

from app.bench.chaos.evidence import Evidence

LOST = 0.12
"""So many answers never reach whoever asked"""
PATIENCE_S = 100.0
"""A signature is worth 150 s, and then Alexa gives up too"""
TIMEOUT_S = 10.0
PAUSE_S = 0.1
Headers = Mapping[str, str]


class NoAnswer(Exception):
    """The shop did not answer for as long as anybody would wait."""


class Refusal(Exception):
    """The shop answered that it does not do it."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(f"HTTP {status}: {body[:200]!r}")
        self.status = status


@dataclass
class Line:
    """One at a time may use it."""

    url: str
    evidence: Evidence
    random: Random
    broke: bool = False
    """Whether the last request was sent more than once, so that an answer may have got lost"""
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    def post(self, path: str, body: bytes, headers: Callable[[], Headers]) -> bytes:
        """Send until there is an answer; `headers` are made once. Raises `NoAnswer`, `Refusal`."""
        ends, made = monotonic() + PATIENCE_S, headers()
        lost = self.random.random() < LOST
        self.broke = False
        while monotonic() < ends:
            try:
                status, answer = self._once(path, body, made, lost=lost)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                self.broke = True
                self.evidence.count("retries_" + ("lost_answer" if lost else "broken"))
                if not lost:
                    self.evidence.count(f"broken_{type(error).__name__}")
                    self._pause()
                lost = False
                continue
            if status == http.client.OK:
                return answer
            if status < http.client.INTERNAL_SERVER_ERROR and status != 429:
                raise Refusal(status, answer)
            self.evidence.count(f"retries_HTTP_{status}")
            self._pause()
        raise NoAnswer

    def close(self) -> None:
        """Hang up."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def _once(self, path: str, body: bytes, headers: Headers, *, lost: bool) -> tuple[int, bytes]:
        if self._connection is None:
            host = urlsplit(self.url).netloc
            self._connection = http.client.HTTPConnection(host, timeout=TIMEOUT_S)
        self._connection.request("POST", path, body, dict(headers))
        if lost:
            self.evidence.ended.wait(self.random.uniform(0, 0.05))
            raise ConnectionAbortedError
        response = self._connection.getresponse()
        return response.status, response.read()

    def _pause(self) -> None:
        self.evidence.ended.wait(PAUSE_S * self.random.uniform(0.5, 1.5))
        if self.evidence.ended.is_set():
            raise NoAnswer
