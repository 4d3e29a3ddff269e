"""The benches run and give the figures they promise; how good those are is not tested here."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.__main__ import main
from app.bench import skill
from app.bench.labels import recordings
from audio import pcm
from audio.ears import KINDS
from audio.errors import NotAudio
from audio.pcm import RATE

Record = Callable[[str], Path]
FIGURES = {"files", "acceptance", "strict", "refused", "wer", "wer_of", "slots", "decode_per_audio"}
LABELS: dict[str, Any] = {
    "a large latte with oat milk": {
        "intent": "orderDrink",
        "slots": {"size": "large", "coffeeDrink": "latte", "milkAmount": "oat milk"},
    },
    "a small mocha": {"intent": "orderDrink", "slots": {"size": "small", "coffeeDrink": "mocha"}},
}


@pytest.fixture(scope="module")
def orders(recorded: Record, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of labelled orders, and a noise beside it."""
    place = tmp_path_factory.mktemp("labelled")
    labels = {}
    for sentence, label in LABELS.items():
        file = recorded(sentence)
        (place / file.name).write_bytes(file.read_bytes())
        labels[file.name] = label
    (place / "labels.json").write_text(json.dumps(labels))
    hiss = np.random.default_rng(1).normal(scale=2000, size=20 * RATE).astype(np.int16)
    pcm.write(place / "hiss.wav", hiss)
    return place


def test_accuracy_has_every_figure_for_every_condition(
    orders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noise = ["--noise", str(orders / "hiss.wav"), "--snr", "24,12.5"]
    assert main(["bench", "accuracy", "--audio", str(orders), *noise, "--json"]) == 0
    printed, progress = capsys.readouterr()
    report = json.loads(printed)
    assert [(c["noise"], c["snr_db"]) for c in report["conditions"]] == [
        (None, None),
        ("hiss", 24.0),
        ("hiss", 12.5),
    ]
    for condition in report["conditions"]:
        assert condition.keys() == {"noise", "snr_db", "baseline"} | FIGURES
        assert condition["baseline"].keys() == {"ear"} | FIGURES
        assert condition["files"] == len(LABELS)
        assert 0 <= condition["strict"] <= condition["acceptance"] <= 1
    assert report["conditions"][0]["acceptance"] == 1
    assert len(progress.splitlines()) == 3


@pytest.mark.parametrize("snr", ["6,x", "", "nan", "inf", "6,,9", "1e99"])
def test_a_ratio_that_is_none_is_refused(
    snr: str, orders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "accuracy", "--audio", str(orders), "--snr", snr]) == 1
    assert capsys.readouterr().err.startswith(f"error: --snr {snr!r}: give numbers of dB")


def test_noise_that_is_not_there_is_named(orders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "accuracy", "--audio", str(orders), "--noise", "nowhere.wav"]) == 1
    assert "nowhere.wav" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ("{", "labels.json: document"),
        ("{}", "names no recording"),
        ("[1]", "labels.json: document"),
        ('{"a.wav": {"slots": {}}}', r"labels.json: a\.wav\.intent"),
        ('{"a.wav": {"intent": "orderDrink", "slots": {"size": 5}}}', r"a\.wav\.slots\.size"),
        ('{"a.wav": {"intent": "orderDrink", "slots": {}}}', r"a\.wav is no sound file"),
    ],
    ids=["no JSON", "empty", "a list", "no intent", "a number", "no such recording"],
)
def test_labels_that_cannot_be_used_are_an_error(labels: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "labels.json").write_text(labels)
    with pytest.raises((ValueError, NotAudio), match=said):
        recordings(tmp_path)


def test_a_folder_without_labels_is_said_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "accuracy", "--audio", str(tmp_path)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: cannot measure ")
    assert "labels.json" in line


def test_a_turn_is_measured_at_every_size() -> None:
    report = skill.measure(rounds=3, sizes=(60, 120))
    assert report.keys() == {"rounds", "bare_ms", "shops", "growth"}
    assert [shop["products"] for shop in report["shops"]] == [60, 120]
    for shop in report["shops"]:
        assert shop.keys() == {"products", "add_ms", "search_ms", "add_to_bare", "search_to_bare"}
        assert shop["add_ms"].keys() == shop["search_ms"].keys() == {"p50", "p99"}
    assert report["growth"].keys() == {"add_ms", "search_ms"}
    assert json.loads(json.dumps(report)) == report
    assert len(skill.table(report).splitlines()) == 6


def test_verifying_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "verify", "--rounds", "20", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report.keys() == {"body_bytes", "rounds", "verified_ms", "plain_ms", "added_ms"}
    assert main(["bench", "verify", "--rounds", "20"]) == 0
    assert "added_ms: " in capsys.readouterr().out


@pytest.mark.parametrize("name", ["skill", "verify"])
def test_too_few_rounds_are_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["bench", name, "--rounds", "1"])
    assert end.value.code == 2
    assert "give a whole number from 2" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["latency", "soak"])
def test_an_ear_that_there_is_not_is_refused_with_those_there_are(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["bench", name, "--ear", "tin"])
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert all(kind in said for kind in KINDS)
