import sys
from pathlib import Path

import numpy as np
import pytest

from audio.errors import SpeechFailed
from audio.pcm import RATE, seconds
from audio.speak import LONGEST_TEXT, Voice


def test_a_sentence_becomes_sound(voice: Voice) -> None:
    said = voice.say("Your order is ready.")
    assert said.dtype == np.int16
    assert 0.8 < seconds(said) < 3
    assert np.abs(said).max() > 3000


def test_longer_sentences_take_longer_and_faster_voices_shorter(voice: Voice) -> None:
    sentence = "Your order number three hundred and four is ready."
    assert len(voice.say(sentence)) > len(voice.say("Your order."))
    with Voice("en-US", rate=260) as fast:
        assert len(fast.say(sentence)) < 0.8 * len(voice.say(sentence))


def test_the_same_sentence_is_made_once(voice: Voice) -> None:
    first = voice.say("Hello  there.")
    assert voice.say("Hello there.") is first
    assert not first.flags.writeable


def test_an_empty_text_and_a_book_are_refused(voice: Voice) -> None:
    with pytest.raises(SpeechFailed, match="nothing to say"):
        voice.say("  \n")
    with pytest.raises(SpeechFailed, match=f"{LONGEST_TEXT} at most"):
        voice.say("a" * (LONGEST_TEXT + 1))


def test_a_voice_that_is_not_installed_is_named() -> None:
    with Voice("qq-QQ") as none, pytest.raises(SpeechFailed, match="qq-QQ"):
        none.say("Hello.")


def test_quotes_and_odd_letters_are_no_trouble(voice: Voice) -> None:
    assert len(voice.say('A "crème brûlée" & <tea>, 3\u00bd £ \U0001f600')) > RATE / 2


@pytest.mark.parametrize(
    ("fault", "deadline_s", "reason"),
    [
        ("hang", 2.0, "no sound within 2 s"),
        ("crash", 20.0, "process died"),
        ("half", 20.0, "process died"),
    ],
)
def test_a_broken_synthesiser_costs_one_sentence(
    tmp_path: Path, fault: str, deadline_s: float, reason: str
) -> None:
    worker = (sys.executable, "-m", "tests.audio.broken_worker", fault, str(tmp_path))
    with Voice("en-US", deadline_s=deadline_s, worker=worker) as broken:
        with pytest.raises(SpeechFailed, match=reason) as caught:
            broken.say("Hello.")
        assert caught.value.text == "Hello."
        assert len(broken.say("Hello.")) > RATE / 4


def test_a_process_that_died_while_idle_is_started_again() -> None:
    with Voice("en-US") as mortal:
        mortal.say("One.")
        mortal._process.kill()  # type: ignore[union-attr]
        mortal._process.wait()  # type: ignore[union-attr]
        assert len(mortal.say("Two.")) > 0


def test_a_closed_voice_leaves_no_process_and_may_speak_again() -> None:
    mouth = Voice("en-US")
    mouth.say("One.")
    process = mouth._process
    mouth.close()
    assert process is not None and process.returncode is not None
    mouth.close()
    assert len(mouth.say("Two.")) > 0
    mouth.close()
