"""Locales are differences from a base; each is understood, and answers in its own words at both doors."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from skills import lint
from skills.answer import say
from skills.language import DIRECTORY, Language, locales
from skills.language.merge import LanguageFault, read
from skills.lexicon import Lexicon
from skills.packaging import Package
from skills.understand import Understanding
from skills.wording import Wording

ALEXA = [one for one in locales() if Language.load(one).invocation_name]
OTHERS = [locale for locale in locales() if locale != "en-US"]


def write(directory: Path, **files: str) -> None:
    for name, text in files.items():
        (directory / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")


def test_the_five_english_locales_are_there() -> None:
    assert set(locales()) >= {"en-US", "en-GB", "en-CA", "en-AU", "en-IN"}


def test_a_difference_changes_extends_and_keeps(tmp_path: Path) -> None:
    write(
        tmp_path,
        en_AA="rules: {a: x, b: y}\nsaid: [one, two]\nkept: {cart: 'my cart {cart} Cart <cart>'}",
        en_BB="base: en-AA\nwords: {cart: basket}\nrules: {b: '<base>|z'}\nsaid: ['<base>', three]",
    )
    assert read(tmp_path, "en-BB", ".yaml") == {
        "rules": {"a": "x", "b": "y|z"},
        "said": ["one", "two", "three"],
        "kept": {"cart": "my basket {cart} Basket <cart>"},
    }


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({"en_BB": "base: en-XX"}, r"en-BB.yaml: base: no language 'en-XX'; there are: en-BB"),
        (
            {"en_BB": "base: en-CC", "en_CC": "base: en-BB"},
            r"bases in a circle: en-BB -> en-CC -> en-BB",
        ),
        (
            {"en_AA": "rules: {a: x}", "en_BB": "base: en-AA\nrules: {c: z}"},
            r"en-BB.yaml: rules: 'c' is not in the base",
        ),
        (
            {"en_AA": "rules: {a: x}", "en_BB": "base: en-AA\nrules: [a]"},
            r"en-BB.yaml: rules: a list cannot stand for",
        ),
    ],
)
def test_a_fault_names_file_place_and_what_is_wrong(
    tmp_path: Path, files: dict[str, str], fault: str
) -> None:
    write(tmp_path, **files)
    with pytest.raises(LanguageFault, match=fault):
        read(tmp_path, "en-BB", ".yaml")


def test_a_language_of_the_wrong_form_is_named(tmp_path: Path) -> None:
    write(tmp_path, en_AA="locale: en-AA\nlanguage: en")
    with pytest.raises(LanguageFault, match=r"en-AA.yaml: invocation_name: Field required"):
        Language.load("en-AA", tmp_path)


@pytest.mark.parametrize("locale", OTHERS)
def test_a_locale_has_all_that_its_base_has(locale: str) -> None:
    base, own = Language.load("en-US"), Language.load(locale)
    assert own.locale == locale
    assert set(own.intents) == set(base.intents)
    assert set(Wording.load(locale).phrases) == set(Wording.load("en-US").phrases)
    for listed in own.lists.values():
        assert len(listed.values.split()) == len(set(listed.values.split()))


@pytest.mark.parametrize("locale", OTHERS)
def test_no_sentence_of_a_locale_means_two_things(
    lexicons: Mapping[str, Lexicon], locale: str
) -> None:
    found = lint.faults(lexicons[locale], 8)
    assert [str(one) for one in found if one.kind not in lint.WARNINGS] == []


@pytest.mark.parametrize(
    ("locale", "utterance", "intent"),
    [
        ("en-US", "a large latte to go", "AddItemIntent"),
        ("en-GB", "a large latte to take away please", "AddItemIntent"),
        ("en-GB", "what's in my trolley", "CartIntent"),
        ("en-GB", "what have i got so far", "CartIntent"),
        ("en-GB", "my name is nigel", "NameIntent"),
        ("en-AU", "i'll grab a flat white", "AddItemIntent"),
        ("en-CA", "could i grab a mocha to take out", "AddItemIntent"),
        ("en-IN", "two lattes parcel", "AddItemIntent"),
        ("en-IN", "call me priya", "NameIntent"),
    ],
)
def test_a_locale_is_understood_in_its_own_words(
    lexicons: Mapping[str, Lexicon], locale: str, utterance: str, intent: str
) -> None:
    meaning = Understanding(lexicons[locale]).understand(utterance)
    assert meaning is not None
    assert meaning.intent == intent


def test_what_is_said_differs_where_the_locale_does() -> None:
    said = {name: Wording.load(name).render(say("cart_empty"), 0) for name in locales()}
    assert said["en-US"] == said["en-IN"] == "Your cart is empty."
    assert said["en-GB"] == said["en-AU"] == "Your basket is empty."


def test_a_locale_without_slots_of_several_values_has_none(package: Package) -> None:
    """Amazon has no such slots in en-IN."""
    with_several = {p for p, d in package.items() if "multipleValues" in str(d)}
    assert {Path(p).stem for p in with_several} == set(ALEXA) - {"en-IN"}


def test_who_speaks_and_how_is_said_by_the_language_file(tmp_path: Path) -> None:
    english, korean = Language.load("en-US"), Language.load("ko-KR")
    assert (english.voice.rate, english.voice.volume, korean.voice.name) == (165, 1.0, "ko")
    assert Language.load("en-GB").voice == english.voice
    base = (DIRECTORY / "en-US.yaml").read_text(encoding="utf-8")
    write(tmp_path, en_US=base, en_AA="base: en-US\nlocale: en-AA\nvoice: {rate: 1000}")
    with pytest.raises(LanguageFault, match=r"en-AA.yaml: voice.rate: Input should be less than"):
        Language.load("en-AA", tmp_path)
