"""Receives webhooks in a process of its own: `python -m tests.app.receiver LOG [--tls CERTIFICATE KEY] [ANSWER ...]`.

It prints its port. The first messages are answered as told (a status; `hang`; `drop`; `redirect`; `endless`; `drip`), all
others with 204. What came is written to LOG, a line each, before it is answered.
"""

import json
import ssl
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

OK = b"HTTP/1.1 200 OK\r\n"


class Handler(BaseHTTPRequestHandler):
    """Takes what is posted."""

    log: Path
    answers: list[str]
    lock = threading.Lock()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        with self.lock:
            answer = self.answers.pop(0) if self.answers else "204"
            headers = {name.lower(): value for name, value in self.headers.items()}
            note = {"path": self.path, "headers": headers, "body": body, "answer": answer}
            with self.log.open("a") as file:
                file.write(json.dumps(note) + "\n")
        with suppress(ConnectionError):
            self._answer(answer)
        self.close_connection = True

    def do_GET(self) -> None:
        """Nobody should follow a redirect."""
        with self.log.open("a") as file:
            file.write(json.dumps({"path": self.path, "answer": "GET"}) + "\n")

    def _answer(self, answer: str) -> None:
        match answer:
            case "hang":
                threading.Event().wait()
            case "drop":
                return
            case "redirect":
                self.wfile.write(
                    b"HTTP/1.1 307 Go\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
                )
            case "endless":
                self.wfile.write(OK + b"\r\n")
                while True:
                    self.wfile.write(bytes(65536))
            case "drip":
                self.wfile.write(OK)
                while not threading.Event().wait(0.05):
                    self.wfile.write(b"X-Long: x\r\n")
            case _:
                self.wfile.write(b"HTTP/1.1 %d So\r\nContent-Length: 0\r\n\r\n" % int(answer))

    def log_message(self, format: str, *args: object) -> None:
        pass


def main(log: str, *answers: str) -> None:
    """Serve until killed."""
    Handler.log, Handler.answers = Path(log), list(answers)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if answers[:1] == ("--tls",):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(answers[1], answers[2])
        server.socket = context.wrap_socket(server.socket, server_side=True)
        Handler.answers = list(answers[3:])
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
