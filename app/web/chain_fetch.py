"""Fetching a certificate chain from Amazon, within limits. Imports this room only.

A host that answers slowly, without end, with a redirect or not at all must cost little:
each wait has a limit, the whole has one, and only few fetches are under way at a time.
"""

from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Thread
from time import monotonic
from typing import Protocol

import requests
from urllib3.exceptions import HTTPError

from app.web.chain_url import ORIGIN
from app.web.errors import ChainUnavailable

_AT_ONCE = 4
_PIECE = 8192
"""Bytes asked for at once."""


class _Source(Protocol):
    """What is read of a response: whatever has arrived, with no wait for more."""

    def read1(self, amt: int | None = None, decode_content: bool | None = None) -> bytes:
        """Return at most `amt` bytes, none at the end."""


@dataclass(frozen=True)
class Fetcher:
    """Fetches the bytes behind a normalised certificate URL."""

    origin: str = ORIGIN
    """Scheme and host to ask instead of Amazon's; the path stays."""
    connect_s: float = 1.5
    read_s: float = 1.5
    """Longest silence between two pieces, seconds."""
    whole_s: float = 3.0
    """Longest time for the whole, name look-up included. Alexa waits 8 s for an answer."""
    limit: int = 64 * 1024
    """Bytes. Amazon's chain of four certificates has about 7 KB."""
    slots: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_AT_ONCE))

    def __call__(self, url: str) -> bytes:
        """Return the body of a plain 200 answer, or raise ChainUnavailable."""
        if not self.slots.acquire(blocking=False):
            raise ChainUnavailable("too many certificates are being fetched already")
        promise: Future[bytes] = Future()
        # No timeout of a socket covers name look-up or a host that drips its headers. A thread
        # can be left behind; it keeps its slot until it ends, so there are never many.
        Thread(target=self._work, args=(url, promise), daemon=True).start()
        try:
            return promise.result(timeout=self.whole_s)
        except (requests.RequestException, HTTPError, OSError) as error:
            problem = f"fetching the certificate failed: {type(error).__name__}"
            raise ChainUnavailable(problem) from None

    def _work(self, url: str, promise: Future[bytes]) -> None:
        try:
            promise.set_result(self._get(url, monotonic() + self.whole_s))
        except Exception as error:
            promise.set_exception(error)
        finally:
            self.slots.release()

    def _get(self, url: str, ends: float) -> bytes:
        with requests.get(
            self.origin + url.removeprefix(ORIGIN),
            headers={"Accept-Encoding": "identity"},
            timeout=(self.connect_s, self.read_s),
            allow_redirects=False,
            stream=True,
        ) as response:
            if response.status_code != requests.codes.ok:
                raise ChainUnavailable(f"certificate host answered {response.status_code}")
            return self._read(response.raw, ends)

    def _read(self, source: _Source, ends: float) -> bytes:
        body = bytearray()
        while piece := source.read1(_PIECE, decode_content=False):
            body += piece
            if len(body) > self.limit:
                raise ChainUnavailable(f"certificate over {self.limit} bytes")
            if monotonic() > ends:
                raise ChainUnavailable(f"certificate took over {self.whole_s} s")
        return bytes(body)
