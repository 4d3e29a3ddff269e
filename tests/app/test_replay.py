"""Recordings as turns: `python -m app replay`, as a process and in ours."""

import json
import os
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from app.__main__ import main
from app.bootstrap import open_store
from app.counter.conversation import Conversation
from app.counter.ears import Ears
from app.counter.recorded import Player
from app.counter.snapshot import snapshot
from audio import pcm
from audio.pcm import RATE
from audio.speak import Voice
from models import orders
from models.base import Store
from tests.app.world import Json, program
from tests.databases import on_sqlite

Record = Callable[[str], Path]
ORDER = ("a large latte with oat milk", "make it two", "check out", "sophia", "yes")
PLAIN = {"COUNTERTALK_VARIANTS": "first"}
STAGES = {"read", "listen", "recognise", "answer", "speak"}


@pytest.fixture(scope="module")
def ordered(recorded: Record, tmp_path_factory: pytest.TempPathFactory) -> tuple[Json, Path]:
    """A conversation replayed by a process: its JSON, and where the answers and the store are."""
    place = tmp_path_factory.mktemp("ordered")
    files = [recorded(sentence) for sentence in ORDER]
    store = f"sqlite:///{place / 'kept.db'}"
    done = program(
        "replay", *files, "--json", "--out", place / "answers", "--store", store, environ=PLAIN
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("listening with ")
    return json.loads(done.stdout), place


def test_a_conversation_makes_the_order_that_was_said(ordered: tuple[Json, Path]) -> None:
    turns = ordered[0]["turns"]
    assert [turn["intent"] for turn in turns] == [
        "AddItemIntent",
        "ChangeItemIntent",
        "CheckoutIntent",
        "NameIntent",
        "AMAZON.YesIntent",
    ]
    (line,) = turns[1]["cart"]["lines"]
    assert (line["quantity"], line["product"], line["missing"]) == (2, "latte", [])
    assert line["options"] == {"size": "large", "milk": "oat_milk"}
    order = turns[-1]["order"]
    assert (order["status"], order["first_name"]) == (
        "received",
        turns[3]["slots"]["first_name"]["value"][0].title(),
    )
    assert order["lines"] == [
        {"product": "latte", "quantity": 2, "options": {"size": "large", "milk": "oat_milk"}}
    ]
    assert turns[-1]["cart"] is None
    assert [turn["ended"] for turn in turns] == [False] * 4 + [True]


def test_each_turn_has_all_that_testers_ask_for(ordered: tuple[Json, Path]) -> None:
    first = ordered[0]["turns"][0]
    assert first["transcript"].endswith("large latte with oat milk")
    assert first["slots"]["milk"] == {"value": ["oat milk"], "id": ["oat_milk"]}
    assert 0 < first["confidence"] <= 1
    assert first["speech"].startswith("I added a large latte with oat milk.")
    assert first["error"] is None
    assert first["cart"]["total"] == first["cart"]["subtotal"] + first["cart"]["tax"]
    for turn in ordered[0]["turns"]:
        assert turn["seconds"].keys() == STAGES
        assert all(value >= 0 for value in turn["seconds"].values())


def test_every_answer_is_a_file_that_can_be_heard(ordered: tuple[Json, Path]) -> None:
    files = [Path(turn["answer"]) for turn in ordered[0]["turns"]]
    assert sorted(files) == sorted((ordered[1] / "answers").iterdir())
    assert len(files) == len(ORDER)
    for file in files:
        sound = pcm.read(file)
        assert len(sound) > RATE / 2
        assert np.abs(sound).max() > 1000


def test_a_named_store_keeps_what_was_ordered(ordered: tuple[Json, Path]) -> None:
    with open_store(f"sqlite:///{ordered[1] / 'kept.db'}") as store, store.begin() as session:
        (order,) = orders.listing(session)
        assert order.number == ordered[0]["turns"][-1]["order"]["number"]


@pytest.fixture(scope="module")
def strange(recorded: Record, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Path]]:
    """Files of every kind, with what is said of each."""
    place = tmp_path_factory.mktemp("strange")
    good = recorded("two croissants")
    loud = np.random.default_rng(7).normal(scale=3000, size=3 * RATE).astype(np.int16)
    pcm.write(place / "silence.wav", np.zeros(2 * RATE, dtype=np.int16))
    pcm.write(place / "noise.wav", loud)
    pcm.write(place / "empty.wav", loud[:0])
    soundfile.write(place / "long.wav", np.zeros(600 * 8000, dtype=np.int16), 8000)
    half = soxr.resample(pcm.read(recorded(ORDER[0])), RATE, 12_000)
    soundfile.write(place / "stereo.flac", np.stack([half] * 2, axis=1), 12_000)
    (place / "cut.wav").write_bytes(good.read_bytes()[:-3000])
    (place / "head.wav").write_bytes(good.read_bytes()[:20])
    (place / "text.wav").write_text("two croissants, please\n")
    (place / "folder.wav").mkdir()
    said = {
        "silence.wav": "",
        "text.wav": "is no sound file we can read",
        "noise.wav": "",
        "stereo.flac": "",
        "empty.wav": "holds no samples",
        "cut.wav": "",
        "head.wav": "is no sound file we can read",
        "long.wav": "600.0 s of sound; the limit is 60 s",
        "missing.wav": "there is no such file",
        "folder.wav": "folder.wav holds no WAV or FLAC files",
    }
    return [(error, place / name) for name, error in said.items()] + [("", good)]


def test_what_cannot_be_read_is_named_and_the_rest_is_heard(
    strange: list[tuple[str, Path]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", "--each", "--mute", "--json", *(str(path) for _, path in strange)]) == 1
    turns = {Path(t["file"]).name: t for t in json.loads(capsys.readouterr().out)["turns"]}
    assert len(turns) == len(strange)
    for error, path in strange:
        found = turns[path.name]["error"] or ""
        assert error in found
        assert bool(error) == bool(found)
        assert not found or str(path) in found
    for name in ("silence.wav", "noise.wav"):
        assert turns[name]["intent"] == "AMAZON.FallbackIntent"
        assert (turns[name]["transcript"], turns[name]["cart"]) == ("", None)
    (latte,) = turns["stereo.flac"]["cart"]["lines"]
    assert (latte["product"], latte["options"]) == ("latte", {"size": "large", "milk": "oat_milk"})
    assert turns["two_croissants.wav"]["transcript"] == "two croissants"
    assert [line["quantity"] for line in turns["two_croissants.wav"]["cart"]["lines"]] == [2]
    assert turns["two_croissants.wav"]["answer"] is None
    assert list(tmp_path.iterdir()) == []  # nothing was kept


def test_people_read_a_few_lines_for_each_file(
    strange: list[tuple[str, Path]], recorded: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    text = next(path for _, path in strange if path.name == "text.wav")
    good = recorded("two croissants")
    assert main(["replay", str(good), str(text), str(good)]) == 1
    answers = sorted(path.name for path in Path("build/answers").iterdir())
    assert answers == [f"001-{good.stem}.wav", f"002-{good.stem}.wav"]
    printed, warned = capsys.readouterr()
    assert printed.count("heard:  two croissants") == 2
    assert "cart:   4 croissant; " in printed  # one customer: the second time adds
    assert f"error: {text} is no sound file" in printed
    assert warned.startswith("listening with ")


def test_a_file_whose_name_is_no_text_is_refused_without_a_crash(
    recorded: Record, tmp_path: Path
) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux takes any bytes as a name")
    path = os.fsencode(tmp_path) + b"/\xff.wav"
    Path(os.fsdecode(path)).write_bytes(recorded("two croissants").read_bytes())
    done = program("replay", os.fsdecode(path), "--mute")
    assert done.returncode == 1
    assert "its name is not text" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--out", "taken"], 1, "taken: File exists"),
        (["--ear", "vosk", "--model", "nowhere"], 2, "nowhere is no directory of a Vosk model"),
        (["--store", "nonsense"], 2, "the database URL cannot be used"),
        (["--store", "sqlite:///taken"], 1, "the database cannot be used: file is not a database"),
        (["--store", "sqlite:////nowhere/shop.db"], 1, "unable to open database file"),
    ],
    ids=["out is a file", "no model", "no URL", "no database", "no folder"],
)
def test_what_the_replay_cannot_use_is_said_in_a_line(
    recorded: Record,
    tmp_path: Path,
    arguments: list[str],
    code: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "taken").write_text("something else, and long enough to be no database" * 9)
    assert main(["replay", str(recorded("two croissants")), *arguments]) == code
    assert said in capsys.readouterr().err.splitlines()[-1]


@on_sqlite
def test_a_mouth_that_fails_costs_the_sound_and_not_the_turn(
    conversation: Conversation, demo_store: Store, ears: Ears, recorded: Record, tmp_path: Path
) -> None:
    dying = (sys.executable, "-c", "raise SystemExit(3)")
    with Voice(worker=dying) as dumb:
        player = Player(demo_store, conversation, ears, dumb, tmp_path / "out")
        turn = player.play(recorded("two croissants"))
    assert turn.answer is None
    assert turn.speech.startswith("I added two croissants")
    assert turn.cart is not None


@on_sqlite
def test_a_pause_within_a_recording_is_part_of_it(
    conversation: Conversation, demo_store: Store, ears: Ears, recorded: Record, tmp_path: Path
) -> None:
    quiet = np.zeros(RATE, dtype=np.int16)
    padded = tmp_path / "padded.wav"
    pcm.write(padded, np.concatenate([quiet, pcm.read(recorded("two croissants")), quiet]))
    turn = Player(demo_store, conversation, ears, None, tmp_path).play(padded)
    assert turn.transcript == "two croissants"
    with wave.open(str(padded)) as file:
        assert file.getframerate() == RATE
    reply = conversation.say("what's in my cart")
    assert snapshot(demo_store, reply.owner)["cart"] == turn.cart
