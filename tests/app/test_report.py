"""The HTML report of accuracy: what it counts, that it shows foreign words as words, and needs nothing from elsewhere."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.__main__ import main
from app.bench import report
from app.errors import CommandFailed
from audio import pcm

Json = dict[str, Any]
EVIL = "<script>alert('x')</script> & \"more\""


def heard(file: str, wanted: dict[str, str], slots: dict[str, str], words: str = "w") -> Json:
    accepted = wanted.items() <= slots.items()
    return {"file": file, "accepted": accepted, "words": words, "slots": slots, "wanted": wanted}


def condition(snr_db: float | None, *details: Json) -> Json:
    share = sum(one["accepted"] for one in details) / len(details)
    figures = {"files": len(details), "acceptance": share, "strict": share, "refused": 0}
    noise = None if snr_db is None else "kitchen"
    return {"noise": noise, "snr_db": snr_db, "wer": 0.1, "details": list(details), **figures}


@pytest.fixture
def measured(tmp_path: Path) -> Json:
    pcm.write(tmp_path / "a.flac", np.arange(1600, dtype=np.int16))
    latte, mocha = {"product": "latte"}, {"product": "mocha"}
    clean = condition(None, heard("a.flac", latte, mocha), heard("b.flac", mocha, mocha))
    loud = condition(6, heard("a.flac", latte, mocha, EVIL), heard("b.flac", mocha, {}, ""))
    return {"audio": str(tmp_path), "ear": "x", "seed": 0, "conditions": [loud, clean]}


def test_confusions_are_counted_the_commonest_first(measured: Json) -> None:
    found = [(one.said, one.heard, one.times) for one in report.confusions(measured)]
    assert found == [("latte", "mocha", 2), ("mocha", "", 1)]


def test_the_most_often_missed_come_first_with_their_sound(measured: Json) -> None:
    first, second = report.worst(measured)
    assert (first.name, first.missed, first.times, first.heard) == ("a.flac", 2, 2, "w")
    assert first.sound.startswith("data:audio/flac;base64,")
    assert (second.name, second.missed, second.sound) == ("b.flac", 1, "")


def test_foreign_words_stay_words_and_nothing_is_fetched(measured: Json) -> None:
    for one in measured["conditions"][0]["details"]:
        one["slots"]["size"] = EVIL
    page = report.page(measured | {"audio": EVIL})
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert all(url.startswith("data:") for url in re.findall(r'(?:src|href)="([^"]+)"', page))
    assert "default-src 'none'" in page


def test_the_same_figures_are_the_same_page(measured: Json) -> None:
    assert report.page(measured) == report.page(measured)


def test_when_all_was_heard_it_says_so(measured: Json) -> None:
    good = condition(None, heard("a.flac", {"product": "latte"}, {"product": "latte"}))
    page = report.page(measured | {"conditions": [good]})
    assert "Every recording was accepted." in page


@pytest.mark.parametrize("spoil", [{"conditions": []}, {"conditions": [{}]}, {"conditions": 3}])
def test_what_is_no_report_is_refused(measured: Json, spoil: Json) -> None:
    with pytest.raises(CommandFailed, match="bench accuracy --details"):
        report.page(measured | spoil)


def test_a_report_is_written_from_what_was_printed(
    measured: Json, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results, page = tmp_path / "results.json", tmp_path / "report.html"
    results.write_text(json.dumps(measured))
    assert main(["bench", "report", str(results), "--html", str(page)]) == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    results.write_text("{")
    assert main(["bench", "report", str(results), "--html", str(page)]) == 1
    assert "this is no JSON" in capsys.readouterr().err
