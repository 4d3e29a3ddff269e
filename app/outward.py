"""Asking a server outside that may be slow, endless or gone: it costs little, whatever it does. Imports nothing of ours.

Each wait has a limit, the whole has one, so has the size of an answer, and only few are asked at a time. Redirects are not
followed.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Thread
from time import monotonic
from typing import Any, NamedTuple, Protocol

import requests
from urllib3.exceptions import HTTPError

_PIECE = 8192
"""Bytes asked for at once."""


class OutwardFailed(Exception):
    """No whole answer came within the limits."""


@dataclass(frozen=True)
class Bearer(requests.auth.AuthBase):
    """As `auth`, and not as a header: `requests` would put a login from a .netrc file over that."""

    token: str = field(repr=False)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Put the token on a request."""
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class Reply(NamedTuple):
    """What came back; the body of a success only."""

    status: int
    body: bytes


class _Source(Protocol):
    """What is read of a response: whatever has arrived, with no wait for more."""

    def read1(self, amt: int | None = None, decode_content: bool | None = None) -> bytes:
        """Return at most `amt` bytes, none at the end."""


@dataclass(frozen=True)
class Outward:
    """The limits, and the way out within them. May be used from many threads."""

    connect_s: float = 1.5
    read_s: float = 1.5
    """Longest silence between two pieces, seconds."""
    whole_s: float = 3.0
    """Longest time for the whole, name look-up included. Alexa waits 8 s for an answer."""
    limit: int = 64 * 1024
    """Bytes of a body."""
    slots: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(4))
    """How many may be under way."""
    session: Callable[[], requests.Session] = requests.Session
    """By what it is sent"""
    wants_body: bool = True
    """Without, nothing is read behind the headers of an answer."""

    def ask(self, method: str, url: str, **sent: Any) -> Reply:
        """Send what `requests` takes and return the reply, or raise OutwardFailed."""
        if not self.slots.acquire(blocking=False):
            raise OutwardFailed("too many are under way already")
        promise: Future[Reply] = Future()
        # No timeout of a socket covers name look-up or a host that drips its headers. A thread
        # can be left behind; it keeps its slot until it ends, so there are never many.
        Thread(target=self._work, args=(method, url, sent, promise), daemon=True).start()
        try:
            return promise.result(timeout=self.whole_s)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise OutwardFailed(type(error).__name__) from None  # its text may tell what was sent

    def _work(self, method: str, url: str, sent: dict[str, Any], promise: Future[Reply]) -> None:
        try:
            promise.set_result(self._exchange(method, url, sent))
        except Exception as error:
            promise.set_exception(error)
        finally:
            self.slots.release()

    def _exchange(self, method: str, url: str, sent: dict[str, Any]) -> Reply:
        ends = monotonic() + self.whole_s
        headers = {"Accept-Encoding": "identity", **sent.pop("headers", {})}
        waits = (self.connect_s, self.read_s)
        options: dict[str, Any] = {
            "headers": headers,
            "timeout": waits,
            "allow_redirects": False,
            "stream": True,
        }
        with (
            self.session() as session,
            session.request(method, url, **options, **sent) as response,
        ):
            success = 200 <= response.status_code < 300 and self.wants_body
            return Reply(response.status_code, self._read(response.raw, ends) if success else b"")

    def _read(self, source: _Source, ends: float) -> bytes:
        body = bytearray()
        while piece := source.read1(_PIECE, decode_content=False):
            body += piece
            if len(body) > self.limit:
                raise OutwardFailed(f"over {self.limit} bytes")
            if monotonic() > ends:
                raise OutwardFailed(f"took over {self.whole_s} s")
        return bytes(body)
