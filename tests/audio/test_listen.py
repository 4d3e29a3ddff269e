import numpy as np
import pytest

from audio import listen
from audio.listen import Listener, Listening
from audio.pcm import RATE, Samples, seconds
from audio.speak import Voice


def quiet(length_s: float) -> Samples:
    return np.zeros(round(length_s * RATE), dtype=np.int16)


def speaking(listener: Listener) -> bool:
    return bool(listener._heard)


def test_speech_is_found_where_it_is(voice: Voice) -> None:
    said = voice.say("can i have a large latte")
    (found,) = listen.speech(np.concatenate([quiet(2), said, quiet(3)]))
    assert found.start_s == pytest.approx(1.7, abs=0.25)
    assert found.end_s == pytest.approx(2 + seconds(said) + 0.2, abs=0.4)
    assert seconds(found.samples) == pytest.approx(found.end_s - found.start_s)
    assert not found.cut


def test_a_long_pause_makes_two_stretches(voice: Voice) -> None:
    one, two = voice.say("a large latte"), voice.say("two blueberry muffins")
    found = listen.speech(np.concatenate([one, quiet(2), two, quiet(1)]))
    assert len(found) == 2
    assert found[0].end_s < found[1].start_s


def test_blocks_of_any_size_give_the_same_stretches(voice: Voice) -> None:
    sound = np.concatenate([quiet(1), voice.say("a large latte"), quiet(2)])
    listener = Listener()
    found = [s for i in range(0, len(sound), 700) for s in listener.feed(sound[i : i + 700])]
    found += listener.flush()
    whole = listen.speech(sound)
    assert [(s.start_s, s.end_s) for s in found] == [(s.start_s, s.end_s) for s in whole]


def test_a_listener_knows_when_somebody_speaks_and_starts_afresh(voice: Voice) -> None:
    said = voice.say("a large latte")
    listener = Listener()
    listener.feed(quiet(1))
    assert not speaking(listener)
    listener.feed(said[: len(said) // 2])
    assert speaking(listener)
    assert len(listener.flush()) == 1
    assert not speaking(listener)
    assert listener.flush() == []


def test_silence_and_noise_are_no_speech(silence: Samples, noise: Samples) -> None:
    assert listen.speech(silence) == []
    assert listen.speech(noise) == []
    assert len(listen.trimmed(noise)) == 0


def test_speech_without_end_is_cut(voice: Voice) -> None:
    said = voice.say("one large latte and two small mochas and three muffins and a bagel")
    found = listen.speech(said, Listening(longest_s=2.0))
    assert found[0].cut
    assert seconds(found[0].samples) == pytest.approx(2.0, abs=0.05)


def test_trimmed_spans_from_the_first_word_to_the_last(voice: Voice) -> None:
    one, two = voice.say("a large latte"), voice.say("with oat milk")
    sound = np.concatenate([quiet(2), one, quiet(2), two, quiet(2)])
    expected = seconds(one) + 2 + seconds(two)
    assert seconds(listen.trimmed(sound)) == pytest.approx(expected, abs=0.7)


def test_no_sound_at_all_is_no_speech() -> None:
    assert listen.speech(quiet(0)) == []
    assert listen.speech(quiet(0.01)) == []
