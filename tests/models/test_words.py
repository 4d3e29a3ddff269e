"""Names and what is heard of them meet in the same words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words import normalise


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Latte", "latte"),
        ("  Iced   Latte ", "iced latte"),
        ("Crème Brûlée", "creme brulee"),
        ("M&M", "m and m"),
        ("Barista's Choice", "baristas choice"),
        ("Barista\u2019s Choice", "baristas choice"),
        ("cold-brew", "cold brew"),
        ("No.5", "no 5"),
        ("STRAßE", "strasse"),
        ("카페 라떼", "카페 라떼"),
        ("ガトー", "ガトー"),
        ("a_b:c;d", "a b c d"),
        ("\ud800\x00", ""),
        ("", ""),
    ],
)
def test_names_become_words(written: str, words: str) -> None:
    assert normalise(written) == words


@given(st.text(max_size=80))
def test_normalising_again_changes_nothing(written: str) -> None:
    words = normalise(written)
    assert normalise(words) == words
    assert "  " not in words
    assert ":" not in words
