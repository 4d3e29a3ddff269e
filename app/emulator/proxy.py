"""A signing proxy: other emulators send it unsigned requests of Alexa, it signs and passes them on, and the answers back.

May import `app.web.client`. Whoever reaches it can speak as Alexa, so it listens on this machine only, and refuses what a
web page could send: another host's name, or anything that is not called JSON.
"""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests

from app.web.client import SignedDoor
from app.web.devcert import is_loopback

HOST = "127.0.0.1"
MOST_BYTES = 256 * 1024
WAIT_S = 10.0  # for the rest of a request


class _Refused(Exception):
    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Proxy(ThreadingHTTPServer):
    """Serves on a port of this machine; 0 takes a free one."""

    daemon_threads = True

    def __init__(self, door: SignedDoor, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.door = door

    @property
    def url(self) -> str:
        """Where other emulators send their requests."""
        return f"http://{HOST}:{self.server_port}/alexa"


class _Handler(BaseHTTPRequestHandler):
    server: Proxy
    timeout = WAIT_S

    def do_POST(self) -> None:
        """Sign a request and pass it on."""
        try:
            body, raw = self._read()
            status, answer = 200, self.server.door.answer(body, raw)
        except _Refused as error:
            status, answer = error.status, {"error": str(error)}
        except requests.HTTPError as error:
            status, answer = error.response.status_code, {"error": "the skill refused the request"}
        except requests.RequestException:
            status, answer = 502, {"error": f"no skill answers at {self.server.door.url}"}
        except (ValueError, TypeError):
            status, answer = 502, {"error": "the skill's answer is no JSON object"}
        self._reply(status, answer)

    def _read(self) -> tuple[dict[str, Any], bytes]:
        if not is_loopback(self.headers.get("Host", "")):
            raise _Refused(403, f"only for {HOST}")
        if self.headers.get_content_type() != "application/json":
            raise _Refused(415, "send application/json")
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            raise _Refused(411, "send a Content-Length")
        if int(length) > MOST_BYTES:
            raise _Refused(413, f"send at most {MOST_BYTES} bytes")
        raw = self.rfile.read(int(length))
        try:
            body = json.loads(raw)
        except (ValueError, RecursionError):
            raise _Refused(400, "send JSON") from None
        if not isinstance(body, dict):
            raise _Refused(400, "send a JSON object")
        return body, raw

    def _reply(self, status: int, answer: dict[str, Any]) -> None:
        payload = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_args: object) -> None:
        """Say nothing of each request."""
