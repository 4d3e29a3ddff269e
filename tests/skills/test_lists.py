"""Lists that are written apart, each once."""

from skills.arcs import Arc
from skills.language.forms import forms
from skills.lists import Lists
from skills.names import graph

BAKED = graph([("egg", 1.0), ("bagel", 1.0), ("egg sandwich", 2.0)])


def said(lists: Lists, word: str) -> set[str]:
    """The first words of a list."""
    part = lists.text().split(f"{word}\n")[1].split("$")[0]
    fields = [line.split() for line in part.splitlines()]
    return {one[2] for one in fields if one[0] == "0" and len(one) == 4}


def test_lists_that_are_alike_are_one() -> None:
    lists = Lists(forms("en"))
    assert lists.word(BAKED) == lists.word(list(BAKED)) != lists.word([Arc(0, 1, "tea", 0.0)])


def test_behind_an_article_a_list_has_the_names_that_agree() -> None:
    lists = Lists(forms("en"))
    word = lists.word(BAKED)
    assert said(lists, lists.fitting("an", word)) == {"egg"}
    assert said(lists, lists.fitting("a", word)) == {"bagel"}
    assert said(lists, word) == {"egg", "bagel"}


def test_what_never_agrees_is_nothing() -> None:
    lists = Lists(forms("en"))
    assert lists.fitting("an", lists.word([Arc(0, 1, "tea", 0.0)])) == ""
    assert lists.word([]) == ""
    assert lists.fitting("a", "tea") == "tea"
    assert lists.fitting("an", "tea") == ""
