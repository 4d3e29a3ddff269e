"""When an utterance is over, with speech of our own voice and an ear that says what it is told to."""

from collections.abc import Iterator

import numpy as np
import pytest

from audio.endpoint import Patience, utterance
from audio.listen import BLOCK, Listening, trimmed
from audio.pcm import RATE, Samples
from audio.recognize import Hearing, Partial
from audio.speak import Voice


class Parrot:
    """Hears a whole sentence, or half of one, whatever is said."""

    name = "parrot"
    unknown: tuple[str, ...] = ()

    def __init__(self, *, complete: bool) -> None:
        self.complete = complete
        self.heard = 0

    def listen(self) -> "Parrot":
        return self

    def feed(self, samples: Samples) -> Partial:
        self.heard += len(samples)
        return Partial("a latte", self.complete)

    def end(self) -> Hearing:
        return Hearing("a latte", 1.0, (), 0.0)

    def hear(self, samples: Samples) -> Hearing:
        return self.end()

    def __enter__(self) -> "Parrot":
        return self

    def __exit__(self, *exc: object) -> None:
        pass


@pytest.fixture(scope="module")
def latte() -> Samples:
    with Voice("en-US") as voice:
        spoken = voice.say("a large latte with oat milk")
        return trimmed(spoken, Listening(post_roll_s=0.0))


def ignored(words: str) -> None:
    pass


def unexpected() -> None:
    pytest.fail("nobody spoke")


def air(*sounds: Samples) -> Iterator[Samples]:
    """The sounds, block by block, and a minute of silence."""
    whole = np.concatenate((*sounds, quiet(60.0)))
    return iter(whole[: len(whole) // BLOCK * BLOCK].reshape(-1, BLOCK))


def quiet(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), dtype=np.int16)


def taken(blocks: Iterator[Samples]) -> float:
    """Seconds of the minute of silence that were taken."""
    return 60.0 - sum(map(len, blocks)) / RATE


@pytest.mark.parametrize(("complete", "least", "most"), [(True, 0.2, 0.7), (False, 0.9, 1.5)])
def test_a_whole_sentence_is_over_sooner_than_half_of_one(
    latte: Samples, complete: bool, least: float, most: float
) -> None:
    blocks, ended = air(quiet(1.0), latte), [0]
    shown: list[str] = []

    def over() -> None:
        ended[0] += 1

    heard = utterance(blocks, Parrot(complete=complete), Patience(), shown.append, over)
    assert heard is not None
    assert heard.hearing.words == "a latte"
    assert not heard.cut
    assert shown == ["a latte"]
    assert ended == [1]
    assert least < taken(blocks) < most


def test_the_first_word_is_not_cut(latte: Samples) -> None:
    ear = Parrot(complete=True)
    heard = utterance(air(quiet(1.0), latte), ear, Patience(), ignored, lambda: None)
    assert heard is not None
    assert len(heard.samples) > len(latte)
    assert ear.heard == len(heard.samples)


def test_nobody_is_waited_for_for_ever() -> None:
    blocks = air()
    assert (
        utterance(blocks, Parrot(complete=True), Patience(nothing_s=2.0), ignored, unexpected)
        is None
    )
    assert taken(blocks) == pytest.approx(2.0, abs=0.1)


def test_speech_without_end_is_cut(latte: Samples) -> None:
    patience = Patience(longest_s=3.0)
    heard = utterance(
        air(np.tile(latte, 4)), Parrot(complete=False), patience, ignored, lambda: None
    )
    assert heard is not None
    assert heard.cut
    assert len(heard.samples) == pytest.approx(3.0 * RATE, abs=2 * BLOCK)


def test_a_whole_sentence_ends_in_noise_too(latte: Samples) -> None:
    patience = Patience(steady_s=1.0)
    heard = utterance(
        air(np.tile(latte, 4)), Parrot(complete=True), patience, ignored, lambda: None
    )
    assert heard is not None
    assert len(heard.samples) < 2 * RATE
