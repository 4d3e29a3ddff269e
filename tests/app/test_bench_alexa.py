"""The bench of the Alexa door runs and gives the figures it promises; how good those are is not tested here."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.bench import alexa, crowded, load, loaded
from app.bench.loaded import ROUNDS
from app.bench.rehearse import NOW, TALKS, heard, rehearse
from app.bootstrap import World, constant_seed
from app.settings import Settings
from app.web import devcert
from models.base import Store
from tests.app.world import command

FIGURES = {
    *("requests", "seconds", "per_second", "p50_ms", "p99_ms", "errors", "wrong_answers"),
    *("server_cores", "server_ms_each", "client_cores", "instead"),
}


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least that shows every figure."""
    monkeypatch.setattr(loaded, "WARM_UP", 2)


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs fork")
def test_both_servers_are_measured(short: None) -> None:
    size = ("--workers", "1", "--threads", "2", "--clients", "2")
    ran = command("bench", "alexa", "--seconds", "1", *size, "--json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    report = json.loads(ran.stdout)
    assert (report["workers"], report["threads"], report["clients"]) == (1, 2, 2)
    assert report["findings"] == []
    for name in ("shop", "bare"):
        assert report[name].keys() == FIGURES
        assert report[name]["requests"] >= ROUNDS * len(TALKS[0])
    assert report["ratio"] > 0
    assert len(alexa.table(report).splitlines()) == 3 + len(FIGURES - {"instead"})


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs fork")
def test_engines_and_numbers_of_customers_are_measured_by_the_same_parts(short: None) -> None:
    size = ("--workers", "1", "--threads", "4", "--seconds", "1")
    ran = command("bench", "load", *size, "--engine", "sqlite", "--clients", "1,3", "--json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    report = json.loads(ran.stdout)
    assert report["findings"] == []
    (engine,) = report["engines"]
    assert engine["engine"] == "sqlite"
    assert [row["clients"] for row in engine["rows"]] == [1, 3]
    assert engine["ratio"] == min(row["ratio"] for row in engine["rows"]) > 0
    for row in engine["rows"]:
        assert row["shop"].keys() == row["bare"].keys() == FIGURES
    assert "sqlite: ratio" in crowded.table(report)


def test_what_is_said_in_place_of_an_answer_is_told() -> None:
    body = json.dumps(
        {"response": {"outputSpeech": {"type": "SSML", "ssml": "<speak>Sorry.</speak>"}}}
    )
    assert load.wrong(load.Ready(b"", {}, "Welcome."), body.encode()) == "Sorry."
    assert load.wrong(load.Ready(b"", {}, "Sorry."), body.encode()) == ""
    figures = {"errors": 0, "wrong_answers": 2, "instead": {"Sorry.": 2}}
    right = {"errors": 0, "wrong_answers": 0, "instead": {}}
    (fault,) = loaded.faults({"shop": figures, "bare": right})
    assert fault == "shop: 2 wrong_answers, {'Sorry.': 2}"


def test_a_talk_is_sent_again_by_somebody_else(demo_store: Store, tmp_path: Path) -> None:
    settings = Settings(variants="first")
    (talk,) = rehearse(demo_store, settings, World(seed=constant_seed), TALKS[:1])
    script = talk.script()
    signer = devcert.create(tmp_path / "cert", datetime.now(UTC)).signer
    first, second = load.prepare([script], signer, 2)
    assert [len(first), len(second)] == [len(TALKS[0])] * 2
    for turn, one, other in zip(talk.turns, first, second, strict=True):
        bodies = [json.loads(ready.body) for ready in (one, other)]
        users = {body["context"]["System"]["user"]["userId"] for body in bodies}
        assert len(users | {talk.ids[0]}) == 3
        assert NOW.encode() not in one.body
        assert "line" not in bodies[0]["session"]["attributes"]
        assert one.hears == heard(turn.response)
        assert one.headers["Signature-256"] != other.headers["Signature-256"]


def test_order_numbers_make_no_difference(demo_store: Store) -> None:
    talks = [TALKS[0]] * 2
    first, second = rehearse(
        demo_store, Settings(variants="first"), World(seed=constant_seed), talks
    )
    assert [heard(t.response) for t in first.turns] == [heard(t.response) for t in second.turns]
