"""Recording at the counter: nobody unasked, told first, deleted later, corrected by a person, read by the benches."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from app.__main__ import main
from app.bench.labels import recordings
from app.counter.conversation import Conversation
from app.counter.labels import Label
from app.counter.recorder import Recorder
from app.counter.recordings import Recordings
from audio import pcm
from audio.pcm import RATE
from audio.recognize import NOTHING, Hearing
from tests.conftest import Clock
from tests.databases import on_sqlite

NOTICE = "This counter records what you say."
KEEP = timedelta(days=30)
SOUND = np.arange(RATE, dtype=np.int16)


@pytest.fixture
def folder(tmp_path: Path) -> Recordings:
    return Recordings(tmp_path / "kept")


@pytest.fixture
def recorder(conversation: Conversation, folder: Recordings, clock: Clock) -> Iterator[Recorder]:
    folder.folder.mkdir()
    with Recorder(conversation, folder, NOTICE, KEEP, clock) as made:
        yield made


def heard(recorder: Recorder, words: str) -> str:
    hearing = Hearing(words, 1.0, (), 0.0) if words else NOTHING
    reply = recorder.answer(hearing)
    recorder.keep(SOUND, hearing, reply)
    return reply.speech


@on_sqlite
def test_after_a_greeting_with_the_notice_all_is_kept(
    recorder: Recorder, folder: Recordings
) -> None:
    assert recorder.greet().speech.startswith(f"{NOTICE} Welcome to Corner Coffee.")
    assert recorder.greet().ssml.startswith(f"<speak>{NOTICE} ")
    heard(recorder, "a large latte")
    heard(recorder, "")
    first, second = (label for _, label in sorted(folder.labels().items()))
    assert (first.intent, first.text) == ("AddItemIntent", "a large latte")
    assert first.slots == {"size": "large", "product": "latte"}
    assert not first.corrected
    assert (second.intent, second.question) == ("AMAZON.FallbackIntent", "else")
    for name in folder.labels():
        assert np.array_equal(pcm.read(folder.folder / name), SOUND)


@on_sqlite
def test_nothing_is_kept_of_a_person_who_was_not_told(
    recorder: Recorder, folder: Recordings, clock: Clock
) -> None:
    recorder.greet()
    heard(recorder, "a bagel")
    clock.forward(61)
    assert heard(recorder, "a large latte").startswith(f"{NOTICE} I added")
    assert [label.text for label in folder.labels().values()] == ["a bagel"]
    assert not heard(recorder, "two croissants").startswith(NOTICE)
    assert len(folder.labels()) == 2


@on_sqlite
def test_after_a_goodbye_the_next_person_is_told(recorder: Recorder) -> None:
    recorder.greet()
    heard(recorder, "goodbye")
    assert heard(recorder, "a bagel").startswith(NOTICE)


@on_sqlite
def test_a_folder_that_cannot_be_written_costs_the_recording_only(
    recorder: Recorder, folder: Recordings, caplog: pytest.LogCaptureFixture
) -> None:
    recorder.greet()
    folder.folder.rmdir()
    folder.folder.touch()
    assert heard(recorder, "a bagel").startswith("I added a bagel")
    assert "not recorded" in caplog.text


def test_what_is_old_is_deleted_and_nothing_else(folder: Recordings, clock: Clock) -> None:
    label = Label(intent="AddItemIntent", slots={})
    old = folder.add(SOUND, label, clock())
    clock.forward(KEEP.total_seconds() - 10)
    new = folder.add(SOUND, label, clock())
    clock.forward(60)
    (folder.folder / "mine.wav").touch()
    assert folder.purge(clock(), KEEP) == [old]
    assert sorted(folder.labels()) == [new]
    assert {one.name for one in folder.folder.iterdir()} >= {new, "labels.json", "mine.wav"}
    assert not (folder.folder / old).exists()


@on_sqlite
def test_a_start_deletes_what_is_old(
    conversation: Conversation, folder: Recordings, clock: Clock
) -> None:
    folder.add(SOUND, Label(intent="", slots={}), clock())
    clock.forward(KEEP.total_seconds() + 1)
    with Recorder(conversation, folder, NOTICE, KEEP, clock):
        assert folder.labels() == {}


def test_labels_of_others_are_never_deleted(folder: Recordings, clock: Clock) -> None:
    folder.folder.mkdir()
    (folder.folder / "labels.json").write_text('{"a.wav": {"intent": "x", "slots": {}}}')
    assert folder.purge(clock() + timedelta(days=9999), timedelta()) == []


def run(*arguments: str | Path) -> int:
    return main(["recordings", *map(str, arguments)])


@pytest.fixture
def kept(folder: Recordings, clock: Clock) -> str:
    """One recording, misunderstood."""
    label = Label(intent="AddItemIntent", slots={"product": "bagel"}, text="a bagel")
    return folder.add(SOUND, label.model_copy(update={"corrected": False}), clock())


@on_sqlite
def test_a_person_says_what_was_really_said(
    folder: Recordings, kept: str, demo_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match="nobody corrected"):
        recordings(folder.folder)
    assert run("list", folder.folder, "--unchecked") == 0
    assert kept in capsys.readouterr().out
    words = ("--text", "two large lattes", "--store", demo_url)
    assert run("correct", folder.folder, kept, *words) == 0
    assert "checked" in capsys.readouterr().out
    (one,) = recordings(folder.folder)
    assert one.slots == {"quantity": "two", "size": "large", "product": "lattes"}
    assert run("list", folder.folder, "--unchecked") == 0
    assert capsys.readouterr().out == "no recordings\n"
    assert run("list", folder.folder, "--json") == 0
    assert json.loads(capsys.readouterr().out)[kept]["text"] == "two large lattes"


@pytest.mark.parametrize(
    ("how", "label"),
    [
        (["--right"], ("AddItemIntent", {"product": "bagel"}, "a bagel")),
        (["--off-topic"], ("", {}, "")),
        (
            ["--text", "a flat earth", "--intent", "AddItemIntent", "--slot", "product=flat earth"],
            ("AddItemIntent", {"product": "flat earth"}, "a flat earth"),
        ),
    ],
)
def test_a_label_is_confirmed_or_given_by_hand(
    folder: Recordings, kept: str, how: list[str], label: tuple[str, dict[str, str], str]
) -> None:
    assert run("correct", folder.folder, kept, *how) == 0
    found = folder.label(kept)
    assert (found.intent, found.slots, found.text) == label
    assert found.corrected
    assert found.at


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nothing.flac", "--right"], 1, "has no recording 'nothing.flac'"),
        (["FILE", "--text", "purple elephants"], 1, "does not understand 'purple elephants'"),
        (["FILE", "--text", "x", "--intent", "A", "--slot", "size"], 2, "NAME=WORDS"),
        (["FILE", "--right", "--slot", "size=large"], 2, "go with --text"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(
    folder: Recordings,
    kept: str,
    arguments: list[str],
    code: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    named = [kept if one == "FILE" else one for one in arguments]
    assert run("correct", folder.folder, *named) == code
    assert said in capsys.readouterr().err
    assert not folder.label(kept).corrected


def test_labels_that_are_damaged_are_named_and_left_alone(
    folder: Recordings, kept: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder.folder / "labels.json").write_text('{"x": {"intent": 3}}')
    assert run("correct", folder.folder, kept, "--right") == 1
    assert "x.intent" in capsys.readouterr().err
    assert (folder.folder / "labels.json").read_text() == '{"x": {"intent": 3}}'
    assert run("list", folder.folder / "none") == 1
    assert "no such directory" in capsys.readouterr().err


def test_purging_by_command(
    folder: Recordings, kept: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("purge", folder.folder, "--keep-days", "0") == 0
    assert capsys.readouterr().out == "1 recordings deleted\n"
    assert not (folder.folder / kept).exists()
