"""The demonstration: a spoken conversation, and the same one as signed requests to a server."""

from pathlib import Path

from audio import pcm
from audio.pcm import RATE
from tests.app.world import program


def test_the_demonstration_runs_and_both_doors_answer_alike(tmp_path: Path) -> None:
    done = program("demo", "--out", tmp_path / "demo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The Alexa door answered 10 of 10 turns alike." in done.stdout
    assert "Thank you, Sophia. Your order number is one zero zero." in done.stdout
    assert "Traceback" not in done.stderr
    for folder in ("recorded", "answers"):
        files = sorted((tmp_path / "demo" / folder).iterdir())
        assert len(files) == 10
        assert all(len(pcm.read(file)) > RATE / 10 for file in files)
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
