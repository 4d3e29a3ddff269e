"""Serves the pages for those who run the shop beside a program that is no server, in a thread. Imports this room."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from app.web.doors import Wsgi

SLOW_S = 5.0
"""After so long a silent client is let go: there is one thread for all of them"""


class _Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    timeout = SLOW_S

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def beside(app: Wsgi, bind: str) -> Iterator[str]:
    """Answer at an address, HOST:PORT, as long as this lasts; gives the URL. OSError if it is taken."""
    host, _, port = bind.rpartition(":")
    with make_server(host.strip("[]"), int(port), app, WSGIServer, _Quiet) as server:
        thread = Thread(target=server.serve_forever, args=(0.1,), name="operations", daemon=True)
        thread.start()
        try:
            yield f"http://{host}:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
