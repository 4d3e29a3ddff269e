"""The bench of sentences that are no coffee orders: its sentences, its voices, its figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from app.bench import phrases
from app.bench.phrases import Phrase
from app.bench.voices import MAKERS, Festival, Flite, Maker, VoiceMissing
from audio import pcm
from audio.pcm import RATE, Samples
from audio.recognize import NOTHING, Hearing
from skills.grammar import Grammar
from skills.lexicon import Lexicon
from skills.understand import Understanding


@pytest.fixture(scope="module")
def understanding(lexicon: Lexicon) -> Understanding:
    return Understanding(lexicon)


def test_there_are_enough_sentences_and_each_intent_has_some(lexicon: Lexicon) -> None:
    said = phrases.phrases()
    assert len({(phrase.say, phrase.question) for phrase in said}) == len(said) >= 300
    assert lexicon.language.intents.keys() - {phrase.intent for phrase in said} == {
        "AMAZON.FallbackIntent"
    }


def test_every_sentence_means_what_is_written(understanding: Understanding) -> None:
    wrong = [
        phrase.say
        for phrase in phrases.phrases()
        if not phrase.is_meant(understanding.understand(phrase.say, phrase.question))
    ]
    assert wrong == []


def test_every_question_is_one_of_the_language(lexicon: Lexicon) -> None:
    grammar = Grammar(lexicon)
    assert all(grammar.group(p.question) for p in phrases.phrases() if p.question)


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: str(maker.name))
def test_a_maker_speaks(maker: Maker) -> None:
    try:
        yes, order = maker.speak(["yes", 'can i have a "large" latte please'])
    except VoiceMissing as missing:
        pytest.skip(str(missing))
    assert 0.2 < pcm.seconds(yes) < 2
    assert pcm.seconds(yes) < pcm.seconds(order) < 6


@pytest.mark.parametrize("maker", [Flite(), Festival()], ids=lambda maker: str(maker.name))
def test_a_voice_that_is_missing_says_how_to_get_it(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(VoiceMissing, match="apt install"):
        maker.speak(["yes"])


@dataclass(frozen=True)
class Tones:
    """A voice whose sentences are told apart by their length."""

    name: str = "tones"

    def speak(self, sentences: Sequence[str]) -> list[Samples]:
        return [np.full(RATE * (at + 1), 1000, dtype=np.int16) for at in range(len(sentences))]


@dataclass(frozen=True)
class Mute:
    name: str = "mute"

    def speak(self, sentences: Sequence[str]) -> list[Samples]:
        raise VoiceMissing(self.name, "apt install nothing")


def test_intent_and_every_slot_count_and_a_missing_voice_is_a_finding(
    understanding: Understanding,
) -> None:
    said = [
        Phrase("two bagels", "AddItemIntent", {"quantity": "2", "product": "bagel"}),
        Phrase("a bagel", "AddItemIntent", {"product": "bagel"}),
        Phrase("yes", "AMAZON.YesIntent", {}, "confirm"),
        Phrase("yes", "AMAZON.YesIntent", {}, "confirm"),
    ]

    def hear(samples: Samples, question: str) -> Hearing:
        words = "yes" if question else "two bagels"
        return Hearing(words, 1.0, (), 0.0)

    result = phrases.run(
        [Tones(), Mute()], said, understanding, hear, lambda samples, question: NOTHING
    )
    assert [one["understood"] for one in result["conditions"]] == [0.75, 0.75]
    assert result["conditions"][0]["missed"] == [
        {"said": "a bagel", "question": "", "heard": "two bagels"}
    ]
    assert result["conditions"][0]["baseline"]["refused"] == 1
    assert result["findings"] == ["the voice of mute is missing: apt install nothing"]
    assert "75.0%" in phrases.table(result)


def test_made_up_noise_is_the_same_for_a_seed_and_falls_with_frequency() -> None:
    noise = phrases.pink(3)
    assert (noise == phrases.pink(3)).all()
    power = np.abs(np.fft.rfft(noise)) ** 2
    octave = len(power) // 64
    assert power[octave : 2 * octave].sum() == pytest.approx(
        power[16 * octave : 32 * octave].sum(), rel=0.2
    )


def test_the_file_of_sentences_is_shipped_with_the_bench() -> None:
    assert Path(phrases.__file__).with_suffix(".yaml").is_file()
