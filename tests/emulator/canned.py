"""A skill that answers what it is told to, over HTTP: for answers that ours does not give."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from app.web.client import SignedDoor
from app.web.devcert import Signer

Json = dict[str, Any]


def asks(text: str, *directives: Json, **attributes: Any) -> Json:
    """An answer that asks and listens."""
    speech = {"type": "SSML", "ssml": f"<speak>{text}?</speak>"}
    response: Json = {
        "outputSpeech": speech,
        "reprompt": {"outputSpeech": speech},
        "shouldEndSession": False,
    }
    response |= {"directives": list(directives)} if directives else {}
    return {"version": "1.0", "sessionAttributes": attributes, "response": response}


def tells(text: str) -> Json:
    """An answer that ends the session."""
    speech = {"type": "SSML", "ssml": f"<speak>{text}.</speak>"}
    return {"version": "1.0", "response": {"outputSpeech": speech, "shouldEndSession": True}}


SILENT: Json = {"version": "1.0", "response": {}}


class Canned(ThreadingHTTPServer):
    """Answers in the order given, silently where nothing is left; keeps the requests."""

    daemon_threads = True

    def __init__(self, *answers: Json | tuple[int, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = list(answers)
        self.requests: list[Json] = []

    def door(self, signer: Signer) -> SignedDoor:
        return SignedDoor(f"http://127.0.0.1:{self.server_port}/alexa", signer)


class _Handler(BaseHTTPRequestHandler):
    server: Canned

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append(json.loads(raw))
        talking = self.server.requests[-1]["request"]["type"] in ("LaunchRequest", "IntentRequest")
        answer = self.server.answers.pop(0) if self.server.answers and talking else SILENT
        status, payload = (
            answer if isinstance(answer, tuple) else (200, json.dumps(answer).encode())
        )
        self.send_response(status)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def canned(*answers: Json | tuple[int, bytes]) -> Iterator[Canned]:
    with Canned(*answers) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
