"""A real server process, real sockets, signed requests."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from app.web import devcert
from tests.web.served import SKILL, now
from tests.web.world import Sending, envelope, signed

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs fork")


@dataclass
class Served:
    """A running server."""

    process: subprocess.Popen[str]
    port: int
    signer: devcert.Signer

    def sending(self) -> Sending:
        body = signed(envelope(at=now(), skill=SKILL)).body
        return Sending(body, list(self.signer.sign(body).items()))

    def post(self, sending: Sending) -> requests.Response:
        return requests.post(
            f"http://127.0.0.1:{self.port}/alexa",
            data=sending.body,
            headers=dict(sending.headers),
            timeout=10,
        )

    def raw(self, *pieces: bytes) -> bytes:
        """Send bytes as they are, then return all that comes until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            for piece in pieces:
                connection.sendall(piece)
            return b"".join(iter(lambda: connection.recv(4096), b""))


@contextmanager
def started(directory: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.web.served", str(directory), *arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    directory = tmp_path_factory.mktemp("served")
    made = devcert.create(directory, now())
    with pytest.MonkeyPatch.context() as patch, started(directory) as process:
        patch.setenv("NO_PROXY", "127.0.0.1")
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.fullmatch(
            r"listening on http://127\.0\.0\.1:(\d+)/alexa \(2 workers, 2 threads each\)\n", line
        )
        assert found, line
        yield Served(process, int(found[1]), made.signer)


def test_a_signed_request_is_answered_by_a_worker_that_made_its_own_application(
    served: Served,
) -> None:
    answer = served.post(served.sending())
    assert answer.status_code == 200
    said = answer.json()
    assert said["worker"] == said["made_in"]
    assert said["parent"] == served.process.pid


def test_an_unsigned_request_is_refused(served: Served) -> None:
    answer = served.post(Sending(b"{}", []))
    assert (answer.status_code, answer.json()) == (400, {"error": "bad request"})


def test_a_doubled_header_is_refused(served: Served) -> None:
    sending = served.sending()
    lines = [f"{name}: {value}" for name, value in [*sending.headers, *sending.headers[:1]]]
    head = ["POST /alexa HTTP/1.1", "Host: x", f"Content-Length: {len(sending.body)}", *lines]
    answer = served.raw("\r\n".join([*head, "Connection: close", "", ""]).encode(), sending.body)
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_a_chunked_request_is_answered(served: Served) -> None:
    sending = served.sending()
    answer = requests.post(
        f"http://127.0.0.1:{served.port}/alexa",
        data=iter([sending.body[:100], sending.body[100:]]),
        headers=dict(sending.headers),
        timeout=10,
    )
    assert answer.status_code == 200


def test_chunks_beyond_the_limit_are_refused(served: Served) -> None:
    head = b"POST /alexa HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"8000\r\n" + bytes(0x8000) + b"\r\n"
    answer = served.raw(head, *[chunk] * 5, b"0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.endswith(b'{"error":"bad request"}')


@pytest.mark.parametrize(
    "head",
    [
        b"POST /alexa" + b"x" * 2000 + b" HTTP/1.1\r\n\r\n",
        b"POST /alexa HTTP/1.1\r\nA: " + b"x" * 9000 + b"\r\n\r\n",
        b"POST /alexa HTTP/1.1\r\n" + b"A: x\r\n" * 60 + b"\r\n",
        b"POST /alexa HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"nonsense\r\n\r\n",
    ],
    ids=["long line", "long field", "many fields", "two lengths", "no HTTP"],
)
def test_a_head_beyond_the_limits_is_refused(served: Served, head: bytes) -> None:
    assert re.match(rb"HTTP/1\.1 4\d\d ", served.raw(head))


def test_clients_that_never_finish_do_not_hold_the_threads(served: Served) -> None:
    head = b"POST /alexa HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{"
    address = ("127.0.0.1", served.port)
    held = [socket.create_connection(address, timeout=20) for _ in range(8)]
    for number, connection in enumerate(held):
        connection.sendall(head if number % 2 else head[:20])
    assert served.post(served.sending()).status_code == 200
    for connection in held:
        while connection.recv(4096):
            pass
        connection.close()


def test_health_is_answered(served: Served) -> None:
    answer = requests.get(f"http://127.0.0.1:{served.port}/health", timeout=10)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_sigterm_ends_it_cleanly(served: Served) -> None:
    served.process.send_signal(signal.SIGTERM)
    out, err = served.process.communicate(timeout=30)
    assert served.process.returncode == 0
    assert out == ""
    assert err.count("DEVELOPMENT CERTIFICATE ACTIVE") == 2
    assert "Traceback" not in err


def test_a_server_that_cannot_be_made_ends_with_an_error(tmp_path: Path) -> None:
    with started(tmp_path, "broken") as process:
        out, err = process.communicate(timeout=30)
    assert process.returncode != 0
    assert "listening" not in out
    assert "the shop cannot be opened" in err
