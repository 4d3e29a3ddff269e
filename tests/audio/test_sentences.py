import pytest

from audio.acceptor import Acceptor
from audio.sentences import Sentences

ORDERS = "0 1 a\n1 2 latte\n2 3 please\n2 4 with\n4 5 milk\n0 2 tea\n2\n3\n5\n"


@pytest.mark.parametrize("words", ["a latte", "tea", "tea please", "a latte with milk"])
def test_whole_sentences_are_known(words: str) -> None:
    assert words in Sentences(Acceptor.parse(ORDERS).optimised())


@pytest.mark.parametrize("words", ["", "a", "a latte with", "latte", "a latte please please", "x"])
def test_parts_and_other_words_are_no_sentences(words: str) -> None:
    assert words not in Sentences(Acceptor.parse(ORDERS).optimised())


@pytest.mark.parametrize(
    ("words", "settled"),
    [
        ("tea", True),
        ("a latte with", True),
        ("a", False),
        ("", False),
        ("a latte please milk", False),
    ],
)
def test_words_that_only_one_word_can_follow_are_settled_when_it_is_the_last(
    words: str, settled: bool
) -> None:
    grammar = f"{ORDERS}1 2 mocha\n"
    assert Sentences(Acceptor.parse(grammar).optimised()).settled(words) == settled
