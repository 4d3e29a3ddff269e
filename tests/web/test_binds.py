"""The real server on other addresses: IPv6, a socket file, and where the development certificate is refused."""

import http.client
import json
import socket
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from app.settings import DEVELOPMENT_SKILL_ID
from app.web import devcert
from app.web.process import running
from tests.app.world import ROOT, command
from tests.web.world import envelope

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs fork")
REFUSED = b'{"error":"bad request"}'


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{tmp_path / 'shop.db'}", "PYTHONPATH": str(ROOT)}


@pytest.fixture
def with_certificate(environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    devcert.create(tmp_path / "cert", datetime.now(UTC))
    skill = {"ALEXA_SKILL_ID": DEVELOPMENT_SKILL_ID}
    return environ | skill | {"ALEXA_DEV_CERT": str(tmp_path / "cert")}


def arguments(bind: str) -> list[str]:
    return ["app", "serve", "--bind", bind, "--workers", "1"]


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 loopback address")
def test_a_signed_request_is_answered_on_the_ipv6_loopback(
    with_certificate: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "::1")
    now = datetime.now(UTC)
    signer = devcert.load(tmp_path / "cert", now).signer
    body = json.dumps(envelope("LaunchRequest", now, DEVELOPMENT_SKILL_ID)).encode()
    with running(arguments("[::1]:0"), with_certificate) as server:
        assert server.url.startswith("http://[::1]:")
        answer = requests.post(server.url, data=body, headers=signer.sign(body), timeout=20)
        unsigned = requests.post(server.url, data=body, timeout=20)
    assert answer.status_code == 200
    assert answer.json()["response"]["outputSpeech"]["ssml"]
    assert (unsigned.status_code, unsigned.content) == (400, REFUSED)


class OverFile(http.client.HTTPConnection):
    """HTTP over a socket file, as a proxy on the same machine speaks it."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=20)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self._path))

    def status(self, method: str, page: str, body: bytes | None = None) -> tuple[int, bytes]:
        self.request(method, page, body)
        response = self.getresponse()
        return response.status, response.read()


def test_a_socket_file_is_served_and_verifies(environ: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "shop.sock"
    with running(arguments(f"unix:{path}"), environ) as server:
        assert server.url == f"unix:{path}"
        with closing(OverFile(path)) as proxy:
            status, health = proxy.status("GET", "/health")
            assert (status, json.loads(health)["status"]) == (200, "ok")
            assert proxy.status("POST", "/alexa", b"{}") == (400, REFUSED)


@pytest.mark.parametrize("bind", ["unix:{}/shop.sock", "[::]:0", "0.0.0.0:0"])
def test_the_development_certificate_is_refused_where_others_could_come_in(
    with_certificate: dict[str, str], tmp_path: Path, bind: str
) -> None:
    done = command("serve", "--bind", bind.format(tmp_path), environ=with_certificate)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert "a loopback bind such as 127.0.0.1:5000" in line
    assert not (tmp_path / "shop.sock").exists()


def test_the_development_certificate_is_refused_beside_a_published_skill(
    with_certificate: dict[str, str],
) -> None:
    published = {"ALEXA_SKILL_ID": "amzn1.ask.skill.11111111-2222-3333-4444-555555555555"}
    done = command("serve", "--bind", "127.0.0.1:0", environ=with_certificate | published)
    assert (done.returncode, done.stdout) == (1, "")
    assert "a skill id that begins amzn1.ask.skill.dev-" in done.stderr
