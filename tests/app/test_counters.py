"""A shop of two workers, and a counter that is another process: keys, talk, announcements."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from app.__main__ import main
from app.web.process import serving
from tests.app.world import ROOT, command

PERSON = ("a large latte", "check out", "sophia", "yes")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The settings of a counter of a running shop."""
    url = f"sqlite:///{tmp_path_factory.mktemp('shop') / 'shop.db'}"
    environ = {"DATABASE_URL": url, "COUNTERTALK_VARIANTS": "first", "PYTHONPATH": str(ROOT)}
    with serving(environ, workers=2) as server:
        added = command("devices", "add", "till", "--json", environ=environ)
        key = json.loads(added.stdout)["key"]
        address = server.removesuffix("/alexa")
        yield environ | {"COUNTERTALK_SERVER": address, "COUNTERTALK_KEY": key}


def test_somebody_orders_at_a_counter_far_away_and_is_called_when_it_is_ready(
    shop: dict[str, str],
) -> None:
    counter = subprocess.Popen(
        [sys.executable, "-m", "app", "type"],
        env={**os.environ, **shop},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with counter:
        assert counter.stdin is not None
        assert counter.stdout is not None

        def say(words: str) -> str:
            assert counter.stdin is not None
            assert counter.stdout is not None
            counter.stdin.write(f"{words}\n")
            counter.stdin.flush()
            return counter.stdout.readline()

        assert counter.stdout.readline().startswith("Welcome to Corner Coffee")
        assert "Your order number is one zero zero" in [say(words) for words in PERSON][-1]
        for status in ("preparing", "ready"):
            assert command("orders", "move", "100", status, environ=shop).returncode == 0
        heard, patience = [say("what's in my cart")], Event()
        while "ready" not in heard[-1] and len(heard) < 100:
            patience.wait(0.2)
            heard.append(say("what's in my cart"))
        assert "Order one zero zero is ready to pick up.\n" in heard
        counter.stdin.close()
        rest = counter.stdout.read()
    assert "ready" not in rest
    assert counter.returncode == 0


def test_recordings_are_replayed_to_a_server(shop: dict[str, str], tmp_path: Path) -> None:
    from audio import pcm
    from audio.speak import Voice

    with Voice("en-US") as voice:
        pcm.write(tmp_path / "said.wav", voice.say("two croissants"))
    done = command("replay", tmp_path / "said.wav", "--mute", "--json", environ=shop)
    assert done.returncode == 0, done.stderr
    (turn,) = json.loads(done.stdout)["turns"]
    assert (turn["intent"], turn["cart"]) == ("AddItemIntent", None)
    assert turn["speech"] == "I added two croissants. Anything else?"


def test_a_key_is_shown_once_and_revoked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["devices", "list"]) == 0
    assert "devices add NAME" in capsys.readouterr().out
    assert main(["devices", "add", "till"]) == 0
    key = capsys.readouterr().out.splitlines()[0]
    assert main(["devices", "list", "--json"]) == 0
    listed = capsys.readouterr().out
    assert [one["name"] for one in json.loads(listed)] == ["till"]
    assert not any(part in listed for part in key.split("."))
    assert main(["devices", "add", "till"]) == 1
    assert "revoke it first" in capsys.readouterr().err
    assert main(["devices", "revoke", "till"]) == 0
    assert main(["devices", "list"]) == 0
    assert "revoked" in capsys.readouterr().out
    assert main(["devices", "revoke", "till"]) == 1
    assert main(["devices", "add", "No Name"]) == 1
    assert "No Name" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["type"], ["replay", "said.wav", "--mute"]], ids=" ".join)
def test_a_server_that_does_not_answer_is_told_in_a_line(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COUNTERTALK_KEY", "a.b")
    assert main([*words, "--server", "http://127.0.0.1:9"]) == 1
    told = "error: http://127.0.0.1:9 does not answer: ConnectionError\n"
    assert capsys.readouterr() == ("", told)


@pytest.mark.parametrize(
    ("arguments", "key", "said"),
    [
        (["--server", "http://shop.example"], "a.b", "--plain-http"),
        (["--server", "http://127.0.0.1:9"], "", "devices add NAME"),
        (["--server", "http://127.0.0.1:9", "--store", "sqlite://"], "a.b", "two shops"),
    ],
)
def test_a_server_that_cannot_be_used_is_a_wrong_argument(
    arguments: list[str],
    key: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COUNTERTALK_KEY", key)
    assert main(["type", *arguments]) == 2
    assert said in capsys.readouterr().err
