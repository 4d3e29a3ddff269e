"""What `bench refuse` counts: which sounds are no orders, and how a threshold is chosen and judged."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from app.bench import refuse, stray
from app.bench.refuse import COMMAND, YES
from app.bench.stray import Stray
from app.errors import CommandFailed
from app.settings import Settings
from audio import pcm
from audio.pcm import RATE, Samples
from audio.recognize import Decoding, Hearing
from audio.speak import Voice
from skills.meaning import Meaning
from skills.understand import Understanding


class Knowing(Understanding):
    """Understands two sentences."""

    def __init__(self) -> None:
        pass

    def understand(self, utterance: str, focus: str = "") -> Meaning | None:
        meanings = {"yes": YES, "goodbye": "AMAZON.StopIntent"}
        return Meaning(meanings[utterance], {}) if utterance in meanings else None


@dataclass
class Rater:
    """An ear that is the surer the louder a sound is."""

    name: str = "rater"
    unknown: tuple[str, ...] = ()

    def listen(self) -> Decoding:
        raise NotImplementedError

    def hear(self, samples: Samples) -> Hearing:
        loud = float(np.abs(samples).max(initial=0)) / 10_000
        return Hearing("yes" if loud else "", loud, (), 0.0)

    def __enter__(self) -> "Rater":
        return self

    def __exit__(self, *exc: object) -> None:
        pass


@pytest.fixture(scope="module")
def spoken() -> Samples:
    with Voice("en-US") as voice:
        return voice.say("can i have a large latte")


def sound(kind: str, name: str, loud: float, said: Samples) -> Stray:
    scaled = said.astype(np.float64) * loud * 10_000 / np.abs(said).max()
    return Stray(kind, name, np.rint(scaled).astype(np.int16))


def report(said: Samples) -> dict[str, object]:
    sounds = [
        *(sound(COMMAND, f"order {n}", 0.8, said) for n in range(10)),
        *(sound("announcements", f"talk-{n}", 0.3 + n / 10, said) for n in range(6)),
        sound("announcements", "vm-goodbye", 0.9, said),
        Stray("white", "0", np.zeros(RATE, dtype=np.int16)),
    ]
    return refuse.run(sounds, Rater(), Knowing(), 0.5)


def test_accepts_and_rejects_are_counted_by_kind_and_yes_apart(spoken: Samples) -> None:
    found = report(spoken)
    shipped = found["shipped"]
    assert isinstance(shipped, dict)
    assert found["left_out"] == ["vm-goodbye"]
    assert shipped["kinds"]["announcements"]["count"] == 6
    assert 3 <= shipped["kinds"]["announcements"]["accepted"] <= 4
    assert shipped["kinds"]["white"] == {"count": 1, "accepted": 0}
    assert shipped["false_rejects"] == 0
    assert shipped["false_yes"] == shipped["false_accepts"] > 0


def test_the_threshold_is_as_high_as_the_commands_allow(spoken: Samples) -> None:
    found = report(spoken)
    chosen = found["chosen"]
    assert isinstance(chosen, dict)
    assert 0.75 < chosen["threshold"] <= 0.81
    assert "chosen threshold" in refuse.table(found)


def test_speech_is_read_from_unpacked_packages_and_what_is_missing_is_said(
    tmp_path: Path,
) -> None:
    package, place = stray.PACKAGES["announcements"]
    folder = tmp_path / package / place
    (folder / "digits").mkdir(parents=True)
    tone = np.full(2 * RATE, 1000, dtype=np.int16)
    for name in ("long.wav", "digits/1.wav"):
        pcm.write(folder / name, tone)
    pcm.write(folder / "short.wav", tone[:4000])
    other, there = stray.PACKAGES["reading"]
    (tmp_path / other / there).mkdir(parents=True)
    assert [one.name for one in stray.speech(tmp_path, 5, print)] == ["long"]


def test_noises_are_the_same_with_a_seed_and_of_every_kind() -> None:
    talk = [Stray("reading", "a", np.full(8 * RATE, 500, dtype=np.int16))]
    noise = np.full(2 * RATE, 300, dtype=np.int16)
    first = stray.noises(talk, noise, 2, np.random.default_rng(1))
    again = stray.noises(talk, noise, 2, np.random.default_rng(1))
    kinds = {"white", "pink", "music", "babble", "recorded noise"}
    assert {one.kind for one in first} == kinds
    assert len(first) == 10
    assert all(np.array_equal(a.samples, b.samples) for a, b in zip(first, again, strict=True))
    assert all(pcm.seconds(one.samples) == stray.STRETCH_S for one in first)


def test_recordings_are_kept_in_the_program_s_own_cache() -> None:
    fetched = stray.cache_folder(Settings.read({"HOME": "/home/ann"}))
    assert fetched == Path("/home/ann/.cache/countertalk/bench")
    assert stray.cache_folder(Settings.read({"XDG_CACHE_HOME": "/c"})) == Path(
        "/c/countertalk/bench"
    )
    assert stray.cache_folder(Settings.read({"COUNTERTALK_CACHE": "/own"})) == Path("/own/bench")
    with pytest.raises(CommandFailed, match="COUNTERTALK_CACHE"):
        stray.cache_folder(Settings())
