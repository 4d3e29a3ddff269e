"""The applications of one worker, told apart by the address that a request came to. Imports the log."""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from app.logs import REQUEST, request_id

AT: ContextVar[object] = ContextVar("at", default=None)
"""The address that the request at hand came to. Not from the request: on a socket file a client could name any"""

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


@dataclass
class Doors:
    """What a worker serves."""

    public: Wsgi
    operations: Wsgi
    """For those who run the shop; answers at its own address only"""
    stop: Callable[[], None] = lambda: None
    """Called when the worker is told to end, from a signal handler: ends what would go on for long"""
    address: object = ""
    """Of `operations`, as the socket has it, once it is known"""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request; what is logged of it, and its answer, have its id."""
        served = self.operations if AT.get() == self.address else self.public
        name = request_id(environ.get("HTTP_X_REQUEST_ID", ""))
        REQUEST.set(name)

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, [*headers, ("X-Request-ID", name)], *more)

        return served(environ, start)
