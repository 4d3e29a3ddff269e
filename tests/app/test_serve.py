"""`python -m app serve` with the whole shop behind it: signed requests, refusals, and its end."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from app.bootstrap import World, open_store
from app.counter.snapshot import snapshot
from app.customer import Customer
from app.errors import CommandFailed
from app.settings import DEVELOPMENT_SKILL_ID
from app.web import devcert
from app.web.client import SignedDoor
from app.web.process import serving
from models.base import Store
from skills.envelope import Caller
from skills.lexicon import Lexicon
from tests.app.world import ROOT, Json, command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs fork")
REFUSED = b'{"error":"bad request"}'


@dataclass(frozen=True)
class Served:
    """A server, and what is on both sides of it."""

    door: SignedDoor
    store: Store
    environ: dict[str, str]

    def page(self, name: str) -> str:
        return self.door.url.removesuffix("alexa") + name

    def post(self, body: bytes, headers: dict[str, str] | None = None) -> requests.Response:
        """Post a body; signed as it is, if nothing else is said."""
        headers = self.door.signer.sign(body) if headers is None else headers
        return requests.post(self.door.url, data=body, headers=headers, timeout=20)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    place = tmp_path_factory.mktemp("served")
    signer = devcert.create(place / "cert", datetime.now(UTC)).signer
    environ = {
        "DATABASE_URL": f"sqlite:///{place / 'shop.db'}",
        "ALEXA_DEV_CERT": str(place / "cert"),
        "ALEXA_SKILL_ID": DEVELOPMENT_SKILL_ID,
        "COUNTERTALK_VARIANTS": "first",
        "PYTHONPATH": str(ROOT),
    }
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("NO_PROXY", "127.0.0.1")
        url = stack.enter_context(serving(environ))
        store = stack.enter_context(open_store(environ["DATABASE_URL"]))
        yield Served(SignedDoor(url, signer), store, environ)


@pytest.fixture
def remote(served: Served, lexicon: Lexicon) -> Customer:
    """Somebody who speaks to the server; ids are new, and times are true ones."""
    world = World()
    caller = Caller(DEVELOPMENT_SKILL_ID, world.new_id(), "device", "en-US")
    return Customer(served.door, lexicon, caller, world.clock, world.new_id)


def test_a_signed_conversation_places_an_order(served: Served, remote: Customer) -> None:
    for words in ("two large lattes with oat milk", "check out", "sophia"):
        reply = remote.say(words)
        assert not reply.ended
    placed = remote.say("yes")
    assert placed.ended
    order = snapshot(served.store, f"alexa:{remote.caller.user_id}")["order"]
    assert (order["first_name"], order["status"]) == ("Sophia", "received")
    (line,) = order["lines"]
    assert (line["quantity"], line["product"]) == (2, "latte")


def test_a_request_that_comes_again_gets_the_stored_answer(
    served: Served, remote: Customer
) -> None:
    reply = remote.say("two croissants")
    body = json.dumps(reply.request).encode()
    again = served.post(body)
    assert (again.status_code, again.json()) == (200, reply.response)
    cart = snapshot(served.store, f"alexa:{remote.caller.user_id}")["cart"]
    assert [line["quantity"] for line in cart["lines"]] == [2]


def test_a_request_id_with_another_body_is_a_bad_request(served: Served, remote: Customer) -> None:
    request: Json = remote.say("two croissants").request
    request["session"]["new"] = False
    answer = served.post(json.dumps(request).encode())
    assert (answer.status_code, answer.content) == (400, REFUSED)


def test_health_says_ok(served: Served) -> None:
    answer = requests.get(served.page("health"), timeout=20)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "shop": "Corner Coffee"})


def fresh(remote: Customer) -> Json:
    """A request that nobody has answered yet."""
    request: Json = remote.launch().request
    request["request"]["requestId"] = str(uuid4())
    return request


@pytest.mark.parametrize(
    "spoil",
    [
        lambda request: b"x" * 1_000_000,
        lambda request: b" " * 1_000_000 + json.dumps(request).encode(),
        lambda request: b"{",
        lambda request: b"\xff",
        lambda request: b"[]",
        lambda request: b"{}",
        lambda request: json.dumps(request | {"request": []}).encode(),
        lambda request: json.dumps(request | {"context": {"System": {}}}).encode(),
    ],
    ids=["large", "large JSON", "half JSON", "no text", "list", "empty", "no request", "no user"],
)
def test_what_is_signed_but_no_request_is_refused(
    served: Served, remote: Customer, spoil: Callable[[Json], bytes]
) -> None:
    answer = served.post(spoil(fresh(remote)))
    assert (answer.status_code, answer.content) == (400, REFUSED)


@pytest.mark.parametrize("wrong", ["other body", "no signature", "no base64"])
def test_a_signature_that_does_not_fit_is_refused(
    served: Served, remote: Customer, wrong: str
) -> None:
    body = json.dumps(fresh(remote)).encode()
    right = served.door.signer.sign(body)
    name = "Signature-256"
    headers = {
        "other body": served.door.signer.sign(body + b" "),
        "no signature": {key: value for key, value in right.items() if key != name},
        "no base64": right | {name: "?"},
    }[wrong]
    answer = served.post(body, headers)
    assert (answer.status_code, answer.content) == (400, REFUSED)
    assert served.post(body).status_code == 200


@pytest.mark.parametrize(
    ("changed", "bind", "said"),
    [
        (
            {"ALEXA_SKILL_ID": "amzn1.ask.skill.published"},
            "127.0.0.1:0",
            "amzn1.ask.skill.published",
        ),
        ({}, "0.0.0.0:0", "0.0.0.0:0"),
        ({"ALEXA_DEV_CERT": "/nowhere"}, "127.0.0.1:0", "/nowhere"),
        ({"DATABASE_URL": "sqlite:////nowhere/shop.db"}, "127.0.0.1:0", "unable to open"),
    ],
    ids=["published skill", "open address", "no certificate", "no store"],
)
def test_a_start_that_is_not_safe_is_refused_in_a_line(
    served: Served, changed: dict[str, str], bind: str, said: str
) -> None:
    done = command("serve", "--bind", bind, environ=served.environ | changed)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: ")
    assert said in line


def test_sigterm_ends_it_cleanly(served: Served, remote: Customer) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--bind", "127.0.0.1:0", "--workers", "1"],
        env={**os.environ, **served.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("listening on http://127.0.0.1:")
        process.send_signal(signal.SIGTERM)
        printed, warned = process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, printed) == (0, "")
    assert "Traceback" not in warned


def test_a_server_that_ends_at_once_is_reported(
    served: Served, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with (
        pytest.raises(CommandFailed, match="before it was ready"),
        serving(served.environ | {"ALEXA_DEV_CERT": str(tmp_path / "none")}),
    ):
        pytest.fail("it must not start")
    assert "no usable development certificate" in capfd.readouterr().err
