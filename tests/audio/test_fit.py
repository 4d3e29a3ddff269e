import pytest

from audio.fit import OF_PHRASES, OF_SENTENCES, Judge
from audio.pocketsphinx_search import Found

SPOKEN = {"stop": ["S T AA P"], "hello": ["HH AH L OW"]}


def found(*words: str, frames: int = 30, start: int = 20) -> Found:
    return Found(" ".join(words), -1000.0, words, frames, start)


def phones(*words: str) -> Found:
    return Found("", -1000.0, tuple(" ".join(SPOKEN[word][0] for word in words).split()), 30, 0)


@pytest.mark.parametrize(
    ("judge", "words", "least"),
    [
        (OF_PHRASES, ("stop",), 7),
        (OF_PHRASES, ("hello", "stop"), 14),
        (OF_SENTENCES, ("stop",), 15),
        (OF_SENTENCES, ("hello", "stop"), 15),
    ],
)
def test_words_that_fit_are_believed_with_enough_speech(
    judge: Judge, words: tuple[str, ...], least: int
) -> None:
    def sure(speech: int) -> float:
        return judge.confidence(found(*words), phones(*words), SPOKEN, speech)

    assert sure(least) > 0.9
    assert sure(least - 1) == 0.0


@pytest.mark.parametrize("judge", [OF_PHRASES, OF_SENTENCES])
def test_words_that_fit_far_worse_than_phones_are_not_believed(judge: Judge) -> None:
    better = Found("", -100.0, ("M", "AA", "M", "M"), 30, 0)
    assert judge.confidence(found("stop"), better, SPOKEN, 50) < 0.1


@pytest.mark.parametrize(
    ("start", "frames", "believed"), [(0, 60, True), (0, 61, False), (3, 150, True)]
)
def test_a_phrase_stretched_over_what_was_before_the_sound_is_not_believed(
    start: int, frames: int, believed: bool
) -> None:
    words = found("hello", "stop", frames=frames, start=start)
    sure = OF_PHRASES.confidence(words, phones("hello", "stop"), SPOKEN, 50)
    assert (sure > 0.9) is believed
