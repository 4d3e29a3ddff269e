"""A real HTTP server on this machine that stands for the certificate host, or for Alexa's own service."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat
from threading import Event, Thread
from types import TracebackType
from typing import Any, NamedTuple, Self

from app.web.chain_url import ORIGIN
from tests.web import forging

GOOD = b"the certificate"
ZONE = b'"Asia/Seoul"'
REMINDER = b'{"alertToken": "alert-1", "status": "ON", "version": "1"}'
FOLDER = "/echo.api/"

_OK = b"HTTP/1.1 200 OK\r\n"
_EMPTY = b"Content-Length: 0\r\n\r\n"
_ANSWERS = {
    "good": _OK + b"Content-Length: 15\r\n\r\n" + GOOD,
    "chunked": _OK
    + b"Transfer-Encoding: chunked\r\n\r\n3\r\nthe\r\nc\r\n certificate\r\n0\r\n\r\n",
    "reminder": _OK + b"Content-Length: %d\r\n\r\n" % len(REMINDER) + REMINDER,
    "zone": _OK + b"Content-Length: %d\r\n\r\n" % len(ZONE) + ZONE,
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: /echo.api/good\r\n" + _EMPTY,
    "large": _OK + b"Content-Length: 70000\r\n\r\n" + bytes(70_000),
    "short": _OK + b"Content-Length: 70000\r\n\r\n" + GOOD,
    "garbage": b"\x00\x01\x02 this is not HTTP\r\n\r\n",
    "nothing": b"",
} | {
    str(status): b"HTTP/1.1 %d Something\r\n" % status + _EMPTY
    for status in (204, 206, 401, 403, 404, 429, 500, 503)
}
_HALVES = {"slow_headers": _OK + b"X-Long: ", "slow_body": _OK + b"\r\n"}


class Posted(NamedTuple):
    """What was posted, or asked for elsewhere than at the certificates."""

    path: str
    token: str
    body: Any


class Host:
    """Serves /echo.api/<name>; the name says how. What is posted is noted, and answered as `says` has it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.posted: list[Posted] = []
        self.got_post = Event()
        self.says = "204"
        self.done = Event()
        self.asked_for_silence = Event()
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if not self.path.startswith(FOLDER):
                    host.posted.append(Posted(self.path, self.headers["Authorization"], None))
                    return self._send(host.says)
                host.asked.append(self.path)
                return self._send(self.path.removeprefix(FOLDER))

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                host.posted.append(Posted(self.path, self.headers["Authorization"], body))
                host.got_post.set()
                self._send(host.says)

            def _send(self, name: str) -> None:
                # A client that has seen enough closes the connection.
                with suppress(ConnectionError):
                    for piece in host.answer(name):
                        self.wfile.write(piece)
                self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.done.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @staticmethod
    def url(name: str) -> str:
        return ORIGIN + FOLDER + name

    def answer(self, name: str) -> Iterable[bytes]:
        """The bytes of a whole HTTP answer, in the pieces they are sent in."""
        if name == "silent":
            self.asked_for_silence.set()
            self.done.wait()
            return []
        if name.startswith("slow_"):
            return self._dripped(_HALVES[name])
        if name == "chain":
            pem = forging.chain()
            return [_OK + b"Content-Length: %d\r\n\r\n" % len(pem) + pem]
        if name == "endless":
            return chain([_OK + b"\r\n"], repeat(bytes(8192)))
        return [_ANSWERS[name]]

    def _dripped(self, first: bytes) -> Iterator[bytes]:
        yield first
        while not self.done.wait(0.02):
            yield b"x"
