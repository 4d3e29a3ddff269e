import numpy as np
import pytest

from audio.errors import GrammarRefused
from audio.listen import BLOCK
from audio.pcm import Samples
from audio.speak import Voice
from audio.spot import Spotter


def spotted(spotter: Spotter, sound: Samples) -> list[str]:
    quiet = np.zeros(8 * BLOCK, dtype=np.int16)
    whole = np.concatenate((quiet, sound, quiet, quiet))
    blocks = whole[: len(whole) // BLOCK * BLOCK].reshape(-1, BLOCK)
    spotter.reset()
    return [phrase for block in blocks if (phrase := spotter.feed(block))]


def test_set_phrases_are_heard_and_nothing_else() -> None:
    with Voice("en-US") as voice, Spotter("Hello  Shop") as spotter:
        assert spotter.wake == "hello shop"
        for phrase in ("stop", "hello shop"):
            assert phrase in spotted(spotter, voice.say(phrase))
        for other in ("a large latte please", "how much is that", "yes"):
            assert spotted(spotter, voice.say(other)) == []


def test_a_phrase_without_pronunciation_is_refused() -> None:
    with pytest.raises(GrammarRefused, match="xyzzy; choose other words"):
        Spotter("hello xyzzy")
