"""Being interrupted by voices to which a rule against clatter once made the counter deaf, and being woken."""

from collections.abc import Iterator

import numpy as np
import pytest

from app.bench import wake
from app.bench.overheard import EchoPath, Listener, level
from app.bench.stray import Stray
from app.bench.voices import Espeak, Flite, Maker, VoiceMissing
from audio.barge_in import BargeIn
from audio.pcm import RATE, Samples
from audio.speak import Voice
from audio.spot import STOP, Spotter

ANSWER = (
    "A large latte is four dollars and fifty cents. You have two croissants and a tea in your cart."
)
ECHO_DB = -10.0
VOICES: tuple[Maker, ...] = (
    Espeak("gmw/en-us", "espeak-ng en-us"),
    Espeak("gmw/en-gb-x-rp", "espeak-ng en-gb-x-rp"),
    Flite("rms", "flite rms"),
    Flite("awb", "flite awb"),
)


@pytest.fixture(scope="module")
def answer() -> Samples:
    with Voice("en-US") as voice:
        return level(voice.say(ANSWER))


@pytest.fixture
def ear() -> Iterator[Listener]:
    with Spotter("hello shop") as spotter:
        yield Listener(BargeIn(spotter))


@pytest.mark.parametrize("maker", VOICES, ids=lambda maker: maker.name)
def test_stop_is_heard_over_our_voice_which_does_not_stop_itself(
    maker: Maker, ear: Listener, answer: Samples
) -> None:
    try:
        (word,) = maker.speak([STOP])
    except VoiceMissing as missing:
        pytest.skip(str(missing))
    way = EchoPath(np.random.default_rng(0), ECHO_DB)
    ear.hear(answer, way.hears(answer))  # by which the way is learnt
    assert ear.hear(answer, way.hears(answer)) == []
    heard = ear.hear(answer, way.hears(answer, level(word), RATE))
    assert [phrase for _, phrase in heard] == [STOP]


def test_the_wake_phrase_wakes_and_talk_does_not(
    answer: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.bench.overheard.MAKERS", (Espeak("gmw/en-us", "espeak-ng en-us"),))
    with Spotter("hello shop") as spotter:
        talk = [Stray("answer", "", answer)] * wake.NOISES
        result = wake.run(spotter, talk, 0, lambda line: None)
    assert result["ours"]["heard"] == result["ours"]["by_voice"]["espeak-ng en-us"] == 1.0
    assert set(result["ours"]["wakes"]) == {"answer", "white", "pink", "music", "babble"}
    assert result["ours"]["wakes"]["answer"] == 0
    assert result["sayings"] == len(wake.LEVELS) * len(wake.HISSES)
