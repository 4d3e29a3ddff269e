"""Others' HTTP servers, on threads of the tests' own process: to start one takes no time."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


class Stand(ThreadingHTTPServer):
    """A server at a free port of this machine."""

    def __init__(self, handler: Callable[..., "Handler"]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.over = Event()
        """It ends: whoever was kept waiting is let go"""


class Handler(BaseHTTPRequestHandler):
    """Says nothing on stderr, and takes it that a client has seen enough."""

    server: Stand

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def finish(self) -> None:
        with suppress(ConnectionError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def served(handler: Callable[..., Handler], tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Serve meanwhile; the port."""
    with Stand(handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.server_port
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
