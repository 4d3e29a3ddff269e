"""Guesses for words that no dictionary has."""

import pytest

import audio.pronounce
from audio.pronounce import PHONES, phones, pronounce
from audio.pronunciations import model_file, spoken_forms


def test_a_word_is_written_in_the_models_phones() -> None:
    assert pronounce(["chemex", "frother"]) == {
        "chemex": "K EH M EH K S",
        "frother": "F R AA TH ER",
    }


def test_every_guess_is_one_that_the_ear_takes() -> None:
    every = {f"w{at}": spoken for at, spoken in enumerate(PHONES.values())}
    assert spoken_forms(every, every).keys() == every.keys()


def test_the_phones_of_guesses_are_those_of_the_model() -> None:
    lines = model_file("cmudict-en-us.dict").read_text(encoding="utf-8").splitlines()
    known = {phone for line in lines for phone in line.split()[1:]}
    assert set(" ".join(PHONES.values()).split()) == known


def test_guesses_are_near_what_the_dictionary_has() -> None:
    words = [
        "water",
        "bottle",
        "here",
        "fire",
        "nurse",
        "judge",
        "square",
        "yellow",
        "church",
        "thing",
    ]
    entries = spoken_forms(words, {})
    guesses = pronounce(words)
    assert sum(guesses[word] in entries[word] for word in words) >= 7


@pytest.mark.parametrize("words", [[], ["라떼"], ["café"], ["42"], [""]])
def test_what_is_no_english_word_gets_no_guess(words: list[str]) -> None:
    assert pronounce(words) == {}


def test_a_sound_that_the_model_has_not_gives_no_guess() -> None:
    assert phones("k\u01c3a") == ""


def test_the_dictionary_is_there() -> None:
    assert model_file("cmudict-en-us.dict").is_file()


def test_without_espeak_there_are_no_guesses_and_no_failure(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise OSError("libespeak-ng.so.1: cannot open shared object file")

    monkeypatch.setattr(audio.pronounce, "_backend", broken)
    assert pronounce(["chemex"]) == {}
    assert "libespeak-ng" in caplog.text
