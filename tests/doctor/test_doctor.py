"""The doctor: what it finds of each part, and what it says to do."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.__main__ import main
from app.bootstrap import MENU, World, constant_seed
from app.doctor import shop, sound
from app.doctor.finding import Finding, Level, examined, ok
from app.settings import Settings
from audio.pcm import RATE, Samples
from models.base import Store
from models.catalog_import import load, parse
from skills.lexicon import Lexicon
from tests.app.far import Server, far_server
from tests.conftest import Clock
from tests.databases import on_sqlite

SETTINGS = Settings(variants="first")


def tone(peak: float, noise: float = 0.0) -> Samples:
    """Half a second of noise, then half of a tone on it; of full scale."""
    time = np.arange(RATE) / RATE
    rustle = np.random.default_rng(1).normal(0, noise, RATE) if noise else np.zeros(RATE)
    sounded = np.where(time > 0.5, peak * np.sin(2 * np.pi * 440 * time), 0) + rustle
    return np.asarray(np.clip(sounded, -1, 1) * 32767, dtype=np.int16)


@pytest.mark.parametrize(
    ("samples", "level", "says"),
    [
        (tone(0.3, 0.001), Level.OK, "peak -10 dB, noise floor -60 dB"),
        (tone(0.001, 0.0001), Level.WARNING, "too quiet"),
        (tone(3.0), Level.WARNING, "clipped"),
        (tone(0.3, 0.05), Level.WARNING, "loud surroundings"),
        (tone(0.0), Level.FAULT, "nothing but zeros"),
        (np.full(RATE, -32768, dtype=np.int16), Level.WARNING, "clipped"),
    ],
    ids=["good", "quiet", "clipped", "noisy", "muted", "stuck"],
)
def test_a_second_of_sound_is_judged(samples: Samples, level: Level, says: str) -> None:
    finding = sound.judged(samples)
    assert (finding.level, says in finding.says) == (level, True), finding
    assert bool(finding.remedy) == (level is not Level.OK)


def test_a_machine_without_portaudio_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    class Missing:
        """Importing sounddevice without PortAudio raises this."""

        def find_spec(self, name: str, *_: object) -> None:
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    found = list(sound.devices({"microphone": "", "loudspeaker": ""}))
    assert [one.level for one in found] == [Level.FAULT, Level.FAULT]
    assert all("libportaudio2" in one.remedy for one in found)


def test_the_voice_is_heard_to_speak() -> None:
    (finding,) = sound.voice("en-US")
    assert finding.level is Level.OK


def only(findings: Iterator[Finding]) -> Finding:
    (finding,) = findings
    return finding


@on_sqlite
def test_a_stocked_store_is_well_and_stays_as_it_is(demo_url: str) -> None:
    demo_path = Path(demo_url.removeprefix("sqlite:///"))
    with Store.open(demo_url):
        before = demo_path.read_bytes()
    finding = only(shop.store(demo_url))
    assert finding.level is Level.OK
    assert "Corner Coffee, 64 products" in finding.says
    assert demo_path.read_bytes() == before


def test_looking_for_a_store_makes_none(tmp_path: Path) -> None:
    finding = only(shop.store(f"sqlite:///{tmp_path / 'none.db'}"))
    assert (finding.level, "there is no" in finding.says) == (Level.WARNING, True)
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_old_or_empty_or_no_database_is_told_apart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    with Store.open(url) as store:
        store.migrate("0001")
    assert "older" in only(shop.store(url)).says
    with Store.open(url) as store:
        store.migrate()
    assert "sells nothing" in only(shop.store(url)).says
    (tmp_path / "shop.db").write_bytes(b"no database" * 1000)
    assert only(shop.store(url)).level is Level.FAULT
    assert only(shop.store("nonsense")).level is Level.FAULT


@on_sqlite
def test_a_store_that_somebody_holds_is_a_fault(
    demo_url: str, demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Store.open
    monkeypatch.setattr(Store, "open", lambda url: opened(url, busy_ms=1))
    with demo_store.begin():
        assert only(shop.store(demo_url)).level is Level.FAULT


@on_sqlite
def test_the_ear_is_examined_with_the_words_of_the_shop(demo_url: str) -> None:
    weights, ear = shop.ear(SETTINGS, "pocketsphinx", None, demo_url)
    assert (weights.level, ear.level) == (Level.OK, Level.OK)
    assert "pocketsphinx" in ear.says


def test_words_that_the_ear_cannot_hear_are_named(tmp_path: Path) -> None:
    menu = json.loads(MENU.read_text(encoding="utf-8")) | {"translations": {}, "suggestions": []}
    menu["products"] = [p | {"options": []} for p in menu["products"] if p["id"] == "green_tea"]
    menu["products"][0]["synonyms"] = ["\u65e5\u672c tea"]
    url = f"sqlite:///{tmp_path}/shop.db"
    with Store.open(url) as store:
        store.migrate()
        with store.begin() as session:
            load(session, parse(json.dumps(menu)))
    _, ear = shop.ear(SETTINGS, "pocketsphinx", None, url)
    assert (ear.level, "\u65e5\u672c" in ear.says) == (Level.WARNING, True), ear


def test_weights_that_are_not_there_are_a_fault(tmp_path: Path) -> None:
    finding = only(shop.ear(SETTINGS, "auto", tmp_path / "none", ""))
    assert (finding.part, finding.level) == ("weights", Level.FAULT)


@pytest.fixture
def server(
    demo_store: Store, demo_lexicon: Lexicon, clock: Clock, new_id: Callable[[], str]
) -> Iterator[Server]:
    world = World(clock, new_id, constant_seed)
    with far_server(demo_store, world, demo_lexicon, SETTINGS) as running:
        yield running


def test_a_server_is_well_if_it_knows_the_counter(server: Server) -> None:
    def found(key: str, url: str = server.url) -> Finding:
        return only(shop.server(Settings(key=key), url, plain=False))

    assert found(server.key("till")).level is Level.OK
    for finding, says in (
        (found("a.b"), "device key is not valid"),
        (found(""), "COUNTERTALK_KEY"),
        (found("a.b", "http://127.0.0.1:9"), "does not answer"),
        (found("a.b", "http://shop.example"), "plain-http"),
    ):
        assert (finding.level, says in finding.says) == (Level.FAULT, True), finding


def test_what_was_not_expected_is_a_fault_and_the_rest_is_examined() -> None:
    def broken() -> Iterator[Finding]:
        raise RuntimeError("loose wire")

    first, second = examined([("x", broken), ("y", lambda: [ok("y", "fine")])])
    assert (first.level, "loose wire" in first.says) == (Level.FAULT, True)
    assert second.level is Level.OK


@on_sqlite
def test_the_command_ends_with_one_on_a_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], demo_url: str
) -> None:
    monkeypatch.setenv("COUNTERTALK_SERVER", "http://127.0.0.1:9")
    monkeypatch.setenv("COUNTERTALK_KEY", "a.b")
    assert main(["doctor", "--json"]) == 1
    found = {one["part"]: one for one in json.loads(capsys.readouterr().out)}
    assert {"microphone", "loudspeaker", "level", "voice", "weights", "ear", "server"} == set(found)
    assert found["server"]["level"] == "fault"
    assert found["server"]["remedy"]
