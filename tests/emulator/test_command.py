"""`python -m app alexa`: scripts, talk, recording, and whatever else it is given; never with a traceback."""

import io
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from app.__main__ import main
from tests.app.world import ROOT, program

SCRIPT = Path(__file__).parents[1] / "data" / "scripts" / "in_one_go.yaml"


@pytest.fixture(autouse=True)
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def failed(capsys: pytest.CaptureFixture[str], code: int, *arguments: str | Path) -> str:
    """Run a command that must fail; gives its complaint."""
    try:
        found = main(["alexa", *map(str, arguments)])
    except SystemExit as end:
        found = int(str(end.code))
    assert found == code
    printed, warned = capsys.readouterr()
    assert printed == ""
    assert "Traceback" not in warned
    return warned


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_scripts_are_played_at_the_counter_and_misses_end_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("name: w\nsteps:\n  - say: two bagels\n    expect: {speech: unicorns}\n")
    assert main(["alexa", "--door", "counter", "--script", str(SCRIPT), str(wrong)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "an order in one go, at the door counter:"
    assert any("not looked at here: card, elicits" in line for line in lines)
    assert f'MISS     {wrong}:3: "two bagels"' in lines
    assert "      expected: 'unicorns'" in lines
    assert "  the answer was: 'I added two bagels. Anything else?'" in lines
    assert lines[-1] == "6 steps, 1 missed"


def test_a_talk_is_shown_and_recorded_and_the_record_is_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "talk.yaml"
    typed(monkeypatch, "/open", "a large latte", "exit", "/quit", "never read")
    assert main(["alexa", "--record", str(record), "--screen"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].startswith("Say: alexa, open corner counter")
    assert any("heard:  AddItemIntent(" in line for line in shown)
    assert "  alexa:  I added a large latte. Anything else?" in shown
    assert "  (the session is over: USER_INITIATED)" in shown
    assert main(["alexa", "--json", "--script", str(record)]) == 0
    played: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert played["missed"] == 0
    assert [step["step"] for step in played["steps"]] == ["(open)", '"a large latte"', "(exit)"]
    assert played["steps"][1]["seen"]["request"]["request"]["intent"]["name"] == "AddItemIntent"


def test_it_takes_any_bytes_and_an_end_without_a_line(tmp_path: Path) -> None:
    done = program("alexa", "--json", said="\udcff\x00 <b>&amp;\n\ntwo bagels")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    turns = json.loads(done.stdout)["turns"]
    assert [turn["intent"] for turn in turns][-1] == "AddItemIntent"
    assert not any(turn["faults"] for turn in turns)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--script"], 2, "expected at least one argument"),
        (["--script", "missing.yaml"], 1, "missing.yaml:1: : No such file"),
        (["--script", "."], 1, "error: .:1: "),
        (["--door", "window", "--script", "a"], 2, "invalid choice: 'window'"),
        (["--door", "counter"], 2, "--door counter is for --script FILE"),
        (["--door", "counter", "--url", "http://a", "--script", "a"], 2, "needs no --url"),
        (["--record", "missing/talk.yaml"], 2, "missing: no such directory"),
        (["--record", "there.yaml"], 2, "there.yaml: exists already"),
        (["--record", "a", "--script", "b"], 2, "not allowed with argument"),
        (["--proxy", "70000"], 2, "give a whole number from 0 to 65535"),
        (["--proxy", "lots"], 2, "give a whole number"),
        (["--package", "nowhere"], 1, "nowhere/interactionModels/custom/en-US.json: No such file"),
        (["--package", "broken"], 1, "en-US.json: not JSON"),
        (["--package", "empty"], 1, "en-US.json: interactionModel: Field required"),
        (["--package", "list"], 1, "en-US.json: interactionModel: Field required"),
        (["--url", "http://127.0.0.1:9/alexa"], 2, "--url needs the certificate"),
        (["--url", "http://127.0.0.1:9/alexa", "--cert", "nowhere"], 1, "nowhere"),
        (["--cert", "nowhere"], 1, "nowhere"),
        (["--store", "rubbish://"], 2, "the database URL cannot be used"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: list[str], code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in {"broken": "{", "empty": "{}", "list": "[]"}.items():
        folder = tmp_path / name / "interactionModels" / "custom"
        folder.mkdir(parents=True)
        (folder / "en-US.json").write_text(text)
    (tmp_path / "there.yaml").touch()
    complaint = failed(capsys, code, *arguments)
    assert said in complaint
    assert code == 2 or len(complaint.splitlines()) == 1


@pytest.mark.parametrize(
    ("url", "code"),
    [("http://127.0.0.1:9/alexa", 1), ("rubbish", 2), ("http://", 2), ("ftp://a/b", 2)],
)
def test_a_url_where_nothing_answers_is_named(
    url: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["devcert", str(tmp_path / "cert")]) == 0
    capsys.readouterr()
    complaint = failed(
        capsys, code, "--json", "--url", url, "--cert", tmp_path / "cert", "--script", SCRIPT
    )
    assert url in complaint


def test_the_proxy_of_the_command_ends_with_its_server() -> None:
    command = [sys.executable, "-m", "app", "alexa", "--proxy", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        words = process.stdout.readline().split()
        skill, proxy = words[2].rstrip(","), words[-1]
        assert requests.post(proxy, json={}, timeout=8).status_code == 400
        process.send_signal(signal.SIGTERM)
        _, warned = process.communicate(timeout=60)
    assert "Traceback" not in warned
    with pytest.raises(requests.ConnectionError):
        requests.get(skill, timeout=8)
