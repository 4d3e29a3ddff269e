import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from audio.errors import SpeechFailed
from audio.pcm import RATE, Samples, seconds
from audio.speak import LONGEST_TEXT, Voice
from audio.speak_worker import Wanted, best_voice


@pytest.mark.parametrize(
    ("wanted", "best"),
    [
        ("gmw/en-us", "gmw/en-us"),
        ("en-US", "gmw/en-us"),
        ("en_AU", "gmw/en"),
        ("ko-KR", "ko"),
        ("sw-KE", "bnt/sw-029"),
        ("fi-FI", None),
    ],
)
def test_the_best_voice_speaks_the_country_s_language_or_another_country_s(
    wanted: str, best: str | None
) -> None:
    """Tags as espeak-ng has them."""
    voices = {
        "gmw/en-029": ["en-029"],
        "gmw/en": ["en-gb"],
        "gmw/en-us": ["en-us"],
        "ko": ["ko"],
        "inc/kok": ["kok"],
        "bnt/sw-029": ["sw-029"],
    }
    assert best_voice(voices, wanted) == best


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


def test_what_is_to_be_slow_takes_longer(voice: Voice) -> None:
    sentence = "Your order number three hundred and four is ready."
    slow = voice.say(f'<speak><prosody rate="slow">{sentence}</prosody></speak>')
    assert len(slow) > 1.2 * len(voice.say(sentence))


def test_the_same_sentence_is_made_once(voice: Voice) -> None:
    first = voice.say("Hello  there.")
    assert voice.say("Hello there.") is first
    assert not first.flags.writeable


def test_an_answer_comes_sentence_by_sentence_and_is_the_same_as_a_whole(voice: Voice) -> None:
    answer = "I added a latte. Anything else?"
    sounds = list(voice.sentences(answer))
    assert len(sounds) == 2
    assert np.array_equal(np.concatenate(sounds), voice.say(answer))


def test_the_first_sentence_is_there_before_the_others_are_made(tmp_path: Path) -> None:
    worker = (sys.executable, "-m", "tests.audio.slow_worker", str(tmp_path / "go on"))
    with Voice("en-US", worker=worker) as slow:
        sounds = slow.sentences("One. Two.")
        assert len(next(sounds)) > 0
        (tmp_path / "go on").touch()
        assert len(next(sounds)) > 0


def test_an_answer_may_be_left_in_the_middle_and_another_said(voice: Voice) -> None:
    sounds = voice.sentences("One more thing. And another thing. And a last thing.")
    next(sounds)
    sounds.close()
    assert len(voice.say("Stopped.")) > 0


def test_a_break_is_true_silence_of_its_length(voice: Voice) -> None:
    said = voice.say('<speak>Hello.<break time="700ms"/>Goodbye.</speak>')
    loud = np.flatnonzero(np.abs(said.astype(int)) > 32)
    longest = max(b - a for a, b in pairwise(loud.tolist()))
    assert abs(longest - 0.7 * RATE) < 0.01 * RATE


def test_sound_begins_and_ends_with_the_words(voice: Voice) -> None:
    said = np.abs(voice.say("Your order is ready.").astype(int))
    assert said[0] > 32 and said[-1] > 32


def test_the_volume_is_as_asked(voice: Voice) -> None:
    with Voice("en-US", volume=0.3) as faint:
        sentence = "Your order is ready."
        assert np.abs(faint.say(sentence)).max() < 0.5 * np.abs(voice.say(sentence)).max()


def test_what_was_prepared_is_not_made_again(tmp_path: Path) -> None:
    with Voice("en-US") as ready:
        ready.prepare(["Anything else?", "<speak>broken", "Yes?"])
        ready._ahead.shutdown()
        ready._synthesiser.render = None  # type: ignore[method-assign, assignment]
        assert len(ready.say("Anything else?")) > 0
        assert len(ready.say("Yes?")) > 0


def test_what_is_prepared_waits_for_what_is_said(tmp_path: Path) -> None:
    worker = (sys.executable, "-m", "tests.audio.slow_worker", str(tmp_path / "go on"))
    asked: list[str] = []
    made: list[str] = []
    with Voice("en-US", worker=worker) as slow, ThreadPoolExecutor(1) as somebody:
        render = slow._synthesiser.render

        def noted(wanted: Wanted) -> Samples:
            asked.append(wanted.text)
            sound = render(wanted)
            made.append(wanted.text)
            return sound

        slow._synthesiser.render = noted  # type: ignore[method-assign]
        slow.prepare(["One.", "Two.", "Three."])
        while asked != ["One.", "Two."]:
            time.sleep(0.01)
        said = somebody.submit(slow.say, "Now.")
        while "Now." not in asked:
            time.sleep(0.01)
        (tmp_path / "go on").touch()
        said.result()
        slow._ahead.shutdown()
    assert made == ["One.", "Two.", "Now.", "Three."]


def test_no_more_sound_is_kept_than_allowed() -> None:
    with Voice("en-US", kept_bytes=60_000) as small:
        first = small.say("One.")
        for word in ("Two.", "Three.", "Four.", "Five."):
            small.say(word)
        assert small._kept.currsize <= 60_000
        assert small.say("Five.") is small.say("Five.")
        assert small.say("One.") is not first
        long = "A sentence that is longer than all that may be kept by this voice, far longer."
        assert len(small.say(long)) * 2 > 60_000


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
        mortal._synthesiser._process.kill()  # type: ignore[union-attr]
        mortal._synthesiser._process.wait()  # type: ignore[union-attr]
        assert len(mortal.say("Two.")) > 0


def test_a_closed_voice_leaves_no_process_and_may_speak_again() -> None:
    mouth = Voice("en-US")
    mouth.say("One.")
    process = mouth._synthesiser._process
    mouth.close()
    assert process is not None and process.returncode is not None
    mouth.close()
    assert len(mouth.say("Two.")) > 0
    mouth.close()
