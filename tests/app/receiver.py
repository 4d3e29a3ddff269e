"""Receives webhooks. The first messages are answered as told, all others with 204.

An answer is a status; `hang`; `drop`; `redirect`; `endless`; `drip`. What came is written to a log, a line each, before it
is answered.
"""

import json
import ssl
import threading
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

from tests.app.serving import Handler, served

OK = b"HTTP/1.1 200 OK\r\n"


class Hook(Handler):
    """Takes what is posted."""

    lock = threading.Lock()

    def __init__(self, log: Path, answers: list[str], *args: Any) -> None:
        self.log, self.answers = log, answers
        super().__init__(*args)

    def do_POST(self) -> None:  # noqa: N802 (named by http.server)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        with self.lock:
            answer = self.answers.pop(0) if self.answers else "204"
            headers = {name.lower(): value for name, value in self.headers.items()}
            note = {"path": self.path, "headers": headers, "body": body, "answer": answer}
            with self.log.open("a") as file:
                file.write(json.dumps(note) + "\n")
        self._answer(answer)
        self.close_connection = True

    def do_GET(self) -> None:  # noqa: N802 (named by http.server)
        """Nobody should follow a redirect."""
        with self.log.open("a") as file:
            file.write(json.dumps({"path": self.path, "answer": "GET"}) + "\n")

    def _answer(self, answer: str) -> None:
        match answer:
            case "hang":
                self.server.over.wait()
            case "drop":
                return
            case "redirect":
                self.wfile.write(
                    b"HTTP/1.1 307 Go\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
                )
            case "endless":
                self.wfile.write(OK + b"\r\n")
                while not self.server.over.is_set():
                    self.wfile.write(bytes(65536))
            case "drip":
                self.wfile.write(OK)
                while not self.server.over.wait(0.05):
                    self.wfile.write(b"X-Long: x\r\n")
            case _:
                self.wfile.write(b"HTTP/1.1 %d So\r\nContent-Length: 0\r\n\r\n" % int(answer))


def serving(
    log: Path, *answers: str, tls: tuple[Path, Path] | None = None
) -> AbstractContextManager[int]:
    """Serve meanwhile, `tls` with a certificate and its key; the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if tls else None
    if context and tls:
        context.load_cert_chain(*tls)
    return served(partial(Hook, log, list(answers)), context)
