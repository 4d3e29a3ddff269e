"""The signing proxy, and the emulator `virtual-alexa` that drives our skill through it."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests

from app.counter.snapshot import snapshot
from app.emulator.host import Skill
from app.emulator.model import PACKAGE
from app.emulator.proxy import MOST_BYTES, Proxy
from app.web.client import SignedDoor
from app.web.devcert import Signer

DRIVER = Path(__file__).with_name("virtual_alexa.js")
VIRTUAL_ALEXA = "virtual-alexa@0.7.8"
Json = dict[str, Any]


@contextmanager
def proxied(door: SignedDoor) -> Iterator[Proxy]:
    with Proxy(door, 0) as proxy:
        thread = Thread(target=proxy.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()


@pytest.fixture
def proxy(skill: Skill) -> Iterator[Proxy]:
    with proxied(skill.door) as found:
        yield found


def test_it_listens_on_this_machine_only(proxy: Proxy) -> None:
    assert proxy.server_address[0] == "127.0.0.1"


def test_an_unsigned_request_is_signed_and_answered(proxy: Proxy, skill: Skill) -> None:
    body = skill.alexa().envelope({"type": "LaunchRequest"})
    assert requests.post(skill.door.url, json=body, timeout=8).status_code == 400, "not signed"
    answered = requests.post(proxy.url, json=body, timeout=8)
    assert answered.status_code == 200
    assert "Welcome" in answered.json()["response"]["outputSpeech"]["ssml"]


def test_what_the_skill_refuses_is_refused(proxy: Proxy, skill: Skill) -> None:
    body = skill.alexa().envelope({"type": "LaunchRequest"})
    body["request"]["timestamp"] = "2020-01-01T00:00:00Z"
    assert requests.post(proxy.url, json=body, timeout=8).status_code == 400


@pytest.mark.parametrize(
    ("raw", "headers", "status"),
    [
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"{}", {"Content-Type": "application/json", "Host": "shop.example"}, 403),
        (b"{", {"Content-Type": "application/json"}, 400),
        (b"[]", {"Content-Type": "application/json"}, 400),
        (b"[" * 100_000, {"Content-Type": "application/json"}, 400),
        (b"\xff", {"Content-Type": "application/json"}, 400),
        (b" " * (MOST_BYTES + 1), {"Content-Type": "application/json"}, 413),
        (iter([b"{}"]), {"Content-Type": "application/json"}, 411),
    ],
    ids=["text", "host", "broken", "list", "deep", "bytes", "large", "chunked"],
)
def test_what_is_no_request_is_not_signed(
    raw: bytes, headers: dict[str, str], status: int, proxy: Proxy
) -> None:
    answered = requests.post(proxy.url, data=raw, headers=headers, timeout=8)
    assert answered.status_code == status
    assert set(answered.json()) == {"error"}


def test_a_web_page_cannot_ask_it_first(proxy: Proxy) -> None:
    assert requests.options(proxy.url, timeout=8).status_code == 501
    assert requests.get(proxy.url, timeout=8).status_code == 501


def test_without_a_skill_it_says_so(signer: Signer) -> None:
    with proxied(SignedDoor("http://127.0.0.1:9/alexa", signer)) as proxy:
        answered = requests.post(proxy.url, json={}, timeout=8)
    assert answered.status_code == 502
    assert answered.json() == {"error": "no skill answers at http://127.0.0.1:9/alexa"}


@pytest.fixture(scope="session")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`virtual-alexa` with what it needs; skips where it cannot be installed."""
    npm = shutil.which("npm")
    if not (npm and shutil.which("node")):
        pytest.skip("npm and node are not installed")
    folder: Path = tmp_path_factory.mktemp("virtual-alexa")
    command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", VIRTUAL_ALEXA]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not install {VIRTUAL_ALEXA} within 4 minutes")
    if done.returncode:
        pytest.skip(f"npm cannot install {VIRTUAL_ALEXA}: {done.stderr.strip()[-200:]}")
    return folder / "node_modules"


def driven(modules: Path, proxy: Proxy, skill: Skill, turns: list[Any]) -> list[Json]:
    model = PACKAGE / "interactionModels" / "custom" / "en-US.json"
    arguments = [str(model), proxy.url, skill.settings.skill_id, json.dumps(turns)]
    done = subprocess.run(
        ["node", "--no-warnings", str(DRIVER), *arguments],
        env=os.environ | {"NODE_PATH": str(modules)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def test_virtual_alexa_completes_an_order(modules: Path, proxy: Proxy, skill: Skill) -> None:
    turns = driven(
        modules,
        proxy,
        skill,
        [
            "open corner counter",
            "can i have latte",
            ["ChangeItemIntent", {"size": "large"}],
            "check out",
            "my name is anna",
            "yes",
        ],
    )
    assert [turn["intent"] for turn in turns] == [
        "LaunchRequest",
        "AddItemIntent",
        "ChangeItemIntent",
        "CheckoutIntent",
        "NameIntent",
        "AMAZON.YesIntent",
    ]
    assert "What size" in turns[1]["speech"]
    assert "Shall I place the order?" in turns[4]["speech"]
    placed = turns[5]
    assert placed["ended"]
    assert skill.store is not None
    order = snapshot(skill.store, f"alexa:{placed['user']}")["order"]
    assert " ".join(spelled(order["number"])) in placed["speech"]
    assert (order["first_name"], order["status"]) == ("Anna", "received")
    assert order["lines"] == [{"product": "latte", "quantity": 1, "options": {"size": "large"}}]


def spelled(number: int) -> list[str]:
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    return [names[int(digit)] for digit in str(number)]
