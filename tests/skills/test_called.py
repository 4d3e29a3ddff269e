"""Names that no list has, what is said around them, and what is none."""

import pytest

from skills.called import called, is_refused, titled, told
from skills.language import Language, locales

ENGLISH = Language.load("en-US")
KOREAN = Language.load("ko-KR")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("jill", "jill"),
        ("bob thanks", "bob"),
        ("yes bob", "bob"),
        ("the name's dave", "dave"),
        ("put it under dave", "dave"),
        ("my name is bob smith", "bob smith"),
        ("um it's for xiomara please thank you", "xiomara"),
        ("just", ""),
        ("yeah sure", ""),
        ("what for", ""),
        ("thanks", ""),
        ("no name", ""),
        ("", ""),
    ],
)
def test_a_name_that_was_asked_for(words: str, name: str) -> None:
    assert called(words, ENGLISH) == name


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("my name is jill", "jill"),
        ("no my name is jill not bill", "jill"),
        ("jill", ""),
        ("the name is wrong", ""),
        ("my name is not jill", ""),
        ("it's jill not bill", ""),
    ],
)
def test_a_name_that_was_not_asked_for(words: str, name: str) -> None:
    assert told(words, ENGLISH, corrects=False) == name


@pytest.mark.parametrize(
    ("words", "name"), [("it's jill not bill", "jill"), ("no it's jill not bill", "jill")]
)
def test_a_name_in_the_place_of_another(words: str, name: str) -> None:
    assert told(words, ENGLISH, corrects=True) == name
    assert told(words.partition(" not")[0], ENGLISH, corrects=True) == ""


@pytest.mark.parametrize("words", ["민철이에요", "제 이름은 민철 입니다", "이름은 민철"])
def test_a_name_where_spaces_carry_no_meaning(words: str) -> None:
    assert called(words, KOREAN) == "민철"


def test_a_name_that_is_not_given() -> None:
    assert is_refused("um i'd rather not thanks", ENGLISH)
    assert not is_refused("norman", ENGLISH)


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("o'brien", "O'Brien"),
        ("bob smith", "Bob Smith"),
        ("the name's", "The Name's"),
        ("mary-jane", "Mary-Jane"),
        ("élodie", "Élodie"),
        ("ahmed2", "Ahmed2"),
    ],
)
def test_a_name_is_written_with_capitals(words: str, written: str) -> None:
    assert titled(words) == written


@pytest.mark.parametrize("locale", locales())
def test_no_first_name_is_taken_for_none(locale: str) -> None:
    language = Language.load(locale)
    names = language.lists["first_name"].values.split()
    assert [name for name in names if called(name, language) != name] == []
