"""What the bench of latency makes of the times it took."""

from pathlib import Path

import numpy as np
import pytest

from app.bench.latency import heard_whole
from app.bench.latency_report import FIXED_S, Timing, summary, table
from app.bench.room import AUDIBLE, Recording
from audio.pcm import RATE, Samples
from audio.recognize import Hearing
from audio.speak import Voice
from skills.grammar import OPENING

STARTS = ("recognising", "thinking", "rendering", "speaking")


def timing(name: str = "a", recognising: float = 10.3, spent: float = 1.0) -> Timing:
    """Speech ended at 10.0; each stage after the end took 10 ms, the loudspeaker 50."""
    at = {stage: recognising + 0.01 * number for number, stage in enumerate(STARTS)}
    return Timing(name, 10.0, at["speaking"] + 0.05, at, "two muffins", spent, 2.0, 4.0)


def test_stages_add_up_to_what_the_customer_waits() -> None:
    one = timing()
    assert one.total == pytest.approx(0.38)
    assert sum(one.stages().values()) == pytest.approx(one.total)
    assert one.stages()["endpoint"] == pytest.approx(0.3)
    assert "380 ms" in one.told()


def test_one_that_was_cut_is_named_and_has_no_time() -> None:
    result = summary([timing(), timing("b", recognising=9.9)], ["c"], [0.2])
    assert (result["utterances"], result["cut"], result["cut_short"]) == (3, 0.5, ["b"])
    assert result["not heard"] == ["c"]
    assert result["total"] == {"p50_ms": 380, "p95_ms": 380}


def test_words_are_compared_with_a_fixed_silence_and_hearing_after_it() -> None:
    result = summary([timing()], [], [0.2, 0.4])
    assert result["to_the_words"]["p50_ms"] == 310
    assert result["baseline"]["to_the_words"]["p50_ms"] == 1000 * (FIXED_S + 0.3)
    assert "1100" in table(result)


def test_decoding_is_told_of_what_is_decoded_and_of_the_recordings() -> None:
    result = summary([timing(spent=1.0), timing(spent=0.6)], [], [])
    assert result["decode_per_second_mean"] == 0.4
    assert result["decode_per_second_of_recording_mean"] == 0.2


def test_nothing_heard_at_all_is_no_figure() -> None:
    result = summary([], ["a"], [0.2])
    assert np.isnan(result["total"]["p50_ms"])
    assert np.isnan(result["decode_per_second_mean"])
    assert "nan" in table(result)


def test_the_baseline_hears_what_a_listener_cuts_out() -> None:
    heard: list[tuple[int, str]] = []

    def hear(sound: Samples, question: str) -> Hearing:
        heard.append((len(sound), question))
        return Hearing(question, 1.0, (), 0.0)

    with Voice("en-US") as voice:
        said = voice.say("two muffins")
    quiet = np.zeros(3 * RATE, dtype=np.int16)
    times = heard_whole(hear, [np.concatenate((quiet, said, quiet)), quiet])
    assert len(times) == 1, "silence is no utterance"
    size, question = heard[0]
    assert 0 < size < len(said) + RATE
    assert question == OPENING


def test_the_answer_begins_with_the_first_audible_sample_after_a_moment(tmp_path: Path) -> None:
    both = np.zeros((3 * RATE, 2), dtype="<i2")
    both[:, 0] = 1000  # somebody speaks all the time
    both[RATE // 2, 1] = 1000  # the beep
    both[RATE + 1 :, 1] = AUDIBLE
    both[2 * RATE, 1] = -AUDIBLE - 1
    file = tmp_path / "room.raw"
    file.write_bytes(both.tobytes())
    tape, apart = Recording(file), -100.0  # the tape began when the clock was at 100
    assert tape.sounded(101.0, apart) == pytest.approx(102.0)
    assert tape.sounded(100.1, apart) == pytest.approx(100.5)
    assert tape.sounded(99.0, apart) == pytest.approx(100.5)
