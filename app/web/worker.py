"""A gunicorn worker with threads that no slow client can hold for long. Imports this room only.

gunicorn's own waits for the first byte and then as long as the client likes; a client that sends
a byte now and then holds a thread, and as many of them as there are threads close the door.
"""

import contextlib
import socket
import sys
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from app.web.doors import AT, Doors


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Stops reading from a connection whose request is still not done with after a while."""

    longest_s = 15.0
    """Seconds. Alexa gives up on an answer after 8."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._begun: dict[TConn, float] = {}

    def handle(self, conn: TConn) -> Any:
        """Handle one request, in a thread of the pool."""
        self._begun[conn] = monotonic()
        AT.set(conn.server)
        try:
            return super().handle(conn)
        finally:
            del self._begun[conn]

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Called by SIGTERM: answer what has come, and end what would go on for long."""
        if not self.booted:  # it still waits for its database
            sys.exit(0)
        super().handle_exit(sig, frame)
        if isinstance(self.wsgi, Doors):
            self.wsgi.stop()

    def murder_pending(self) -> None:
        """Called about every second by the main loop: give up on what is late."""
        super().murder_pending()
        latest = monotonic() - self.longest_s
        for conn, begun in self._begun.copy().items():
            if begun < latest:
                # For reading only: a request that has arrived may still be answered.
                with contextlib.suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RD)
