"""The far ends of the channels: Amazon's event service and a mail server, which fail half of the time.

Imports evidence, `app.errors` and `models`. Of the attempts that fail some are refused, some break off before anything is
kept, and some after: the notifier then cannot know. Which, is decided by the seed, the news and how often it came. Amazon's
keeps a reference id for a customer once.
"""

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Lock, Thread
from typing import Any

from app.bench.chaos.evidence import Evidence, News
from app.errors import CommandFailed
from models.channels import Channel

MAIL_HOST = "chaos.example"


class Fate(Enum):
    """What becomes of an attempt."""

    TAKEN = 10
    REFUSED = 4
    """For now, and said so"""
    BROKEN = 2
    """Nothing is kept or said"""
    UNSAID = 4
    """Kept, and the answer is lost"""


@dataclass
class Ends:
    """Both ends, and what they were brought."""

    evidence: Evidence
    seed: int
    amazon: str = ""
    """Where Amazon's service is"""
    mail_port: int = 0

    def __post_init__(self) -> None:
        self._lock = Lock()

    def fate(self, news: News) -> Fate:
        """Decide an attempt, and note it."""
        with self._lock:
            tried = self.evidence.tried(news)
            random = Random(f"{self.seed} {news} {tried}")  # noqa: S311
            fate = random.choices(list(Fate), [fate.value for fate in Fate])[0]
            again = news.channel is Channel.ALEXA and self.evidence.heard(news)
            fate = Fate.TAKEN if again else fate
            kept = fate in (Fate.TAKEN, Fate.UNSAID) and not again
            self.evidence.attempt(news, kept=kept, confirmed=fate is Fate.TAKEN)
            return fate


class _Amazon(BaseHTTPRequestHandler):
    """Login with Amazon, and the event service."""

    ends: Ends
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Take what comes."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/auth/o2/token":
            self._send(200, {"access_token": "token", "expires_in": 3600})
            return
        event = json.loads(body)
        user = event["relevantAudience"]["payload"]["user"]
        order = int(event["referenceId"].partition("~")[0])
        news = News(Channel.ALEXA, f"alexa:{user}", order)
        again = self.ends.evidence.heard(news)
        match self.ends.fate(news):
            case Fate.TAKEN:
                self._send(409 if again else 202, {})
            case Fate.REFUSED:
                self._send(500, {})
            case _:
                self.close_connection = True

    def _send(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    """A server that is not surprised when whoever asks is killed."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing."""


@dataclass
class _Mail:
    """What aiosmtpd asks."""

    ends: Ends

    async def handle_DATA(  # noqa: N802 (named by aiosmtpd)
        self, server: Any, _session: Any, envelope: Any
    ) -> str:
        """Take a mail or not."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        name = envelope.rcpt_tos[0].partition("@")[0]
        number = re.search(r"order (\d+)", str(mail["subject"]))
        owner = f"alexa:amzn1.ask.account.{name.upper()}"
        news = self.ends.evidence.news(Channel.MAIL, owner, int(number[1]) if number else 0)
        fate = self.ends.fate(news)
        if fate in (Fate.BROKEN, Fate.UNSAID):
            server.transport.abort()
        return "451 come again" if fate is Fate.REFUSED else "250 taken"


@contextmanager
def opened(evidence: Evidence, seed: int) -> Iterator[Ends]:
    """Both, listening on this machine."""
    ends = Ends(evidence, seed)
    handler = type("Amazon", (_Amazon,), {"ends": ends})
    server = _Server(("127.0.0.1", 0), handler)
    ends.amazon = f"http://127.0.0.1:{server.server_port}"
    loop = asyncio.new_event_loop()
    box = loop.run_until_complete(loop.create_server(_smtp(ends), "127.0.0.1", 0))
    ends.mail_port = box.sockets[0].getsockname()[1]
    threads = [Thread(target=run, daemon=True) for run in (server.serve_forever, loop.run_forever)]
    for thread in threads:
        thread.start()
    try:
        yield ends
    finally:
        server.shutdown()
        server.server_close()
        loop.call_soon_threadsafe(loop.stop)
        for thread in threads:
            thread.join()
        box.close()
        loop.close()


def _smtp(ends: Ends) -> Callable[[], Any]:
    try:
        from aiosmtpd.smtp import SMTP
    except ModuleNotFoundError as error:
        raise CommandFailed("bench chaos needs aiosmtpd: make .venv/development") from error
    return lambda: SMTP(_Mail(ends), hostname=MAIL_HOST)
