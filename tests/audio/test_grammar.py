"""Lists that stand apart change nothing of what is listened for."""

import pytest

from audio import grammar
from audio.acceptor import EPSILON, Acceptor
from audio.errors import GrammarRefused
from audio.grammar import Grammar
from audio.pocketsphinx_search import closed
from audio.sentences import Sentences
from tests.audio.test_acceptor import sentences

SAID = """0 1 <eps> 0.5
0 1 a 0.7
1 2 $drink
2 3 please 1
2 4 and
4 3 $drink 0.25
5 3 $cake
0 5 the
2
3
"""
DRINKS = "0 2 green 1.5\n0 1 tea 1\n2 1 tea\n2 3 cold\n3 1 tea 0.5\n1\n2 0.25\n"
CAKES = "0 1 cake 2\n1\n"
APART = f"{SAID}$drink\n{DRINKS}$cake\n{CAKES}"
INLINE = """0 1 <eps> 0.5
0 1 a 0.7
1 12 green 1.5
1 2 tea 1
12 2 tea
12 13 cold
13 2 tea 0.5
12 2 <eps> 0.25
2 3 please 1
2 4 and
4 22 green 1.75
4 3 tea 1.25
22 3 tea
22 23 cold
23 3 tea 0.5
22 3 <eps> 0.25
0 5 the
5 3 cake 2
2
3
"""


def test_the_sentences_and_their_weights_are_those_of_a_grammar_with_its_lists_inside() -> None:
    inside = sentences(INLINE)
    assert len(inside) == 2 * 4 * 6 + 1
    assert sentences(Grammar.parse(APART).whole().text()) == pytest.approx(inside)
    compiled = Grammar.parse(grammar.optimise(APART))
    assert sentences(compiled.whole().text()) == pytest.approx(inside, abs=1e-3)


def test_optimising_twice_changes_nothing() -> None:
    once = grammar.optimise(APART)
    assert grammar.optimise(once) == once


def test_a_list_weighs_where_it_stands_as_early_as_can_be() -> None:
    compiled = Grammar.parse(APART).optimised()
    cakes = compiled.lists["$cake"]
    assert [arc.weight for arc in cakes.arcs] == [0.0]
    early = {arc.word: arc.weight for arc in compiled.sentences.arcs}["the"]
    assert early == pytest.approx(2.0)


def test_a_list_is_copied_once_for_each_way_to_go_on() -> None:
    places = "\n".join(f"0 {at} in{at}\n{at} 9 $drink" for at in range(1, 9))
    whole = Grammar.parse(f"{places}\n9\n$drink\n{DRINKS}").optimised().whole()
    assert sum(arc.word == "green" for arc in whole.arcs) == 1


def test_lists_with_alike_endings_share_them() -> None:
    lists = "$a\n0 2 green\n2 1 tea\n1\n$b\n0 3 black\n3 1 tea\n1\n"
    whole = Grammar.parse(f"0 1 one\n1 3 $a\n0 2 two\n2 3 $b\n3\n{lists}").whole()
    assert sum(arc.word == "tea" for arc in whole.arcs) == 1


def test_words_are_those_that_can_be_said() -> None:
    assert grammar.words(APART) == ["a", "and", "cake", "cold", "green", "please", "tea", "the"]


def test_without_its_last_name_a_list_takes_its_sentences_with_it() -> None:
    left = Grammar.parse(APART).without({"cake"}).optimised()
    assert "$cake" not in left.lists
    assert "the" not in left.words()
    assert "a green tea please" in Sentences(left.whole())


@pytest.mark.parametrize("words", ["green", "a tea and green", "green cold tea please", "the cake"])
def test_sentences_are_known_through_arcs_without_a_word(words: str) -> None:
    whole = Grammar.parse(APART).optimised().whole()
    assert EPSILON in {arc.word for arc in whole.arcs}
    assert words in Sentences(whole)
    assert f"{words} cold" not in Sentences(whole)


def test_a_list_that_is_missing_or_has_no_end_is_refused() -> None:
    with pytest.raises(GrammarRefused, match=r"\$cake"):
        grammar.optimise(f"{SAID}$drink\n{DRINKS}")
    with pytest.raises(GrammarRefused, match="without end"):
        Grammar.parse("0 1 $x\n1\n$x\n0 1 very\n1 1 very\n1 2 tea\n2\n").whole()


def test_chains_of_arcs_without_a_word_get_one_arc_each_the_lightest() -> None:
    arcs = [(0, 1, 0.5), (1, 2, 0.25), (2, 3, 0.0), (0, 2, 2.0)]
    assert closed(arcs) == {
        (0, 1): 0.5,
        (1, 2): 0.25,
        (2, 3): 0.0,
        (0, 2): 0.75,
        (1, 3): 0.25,
        (0, 3): 0.75,
    }


def test_a_grammar_without_lists_is_an_acceptor_as_it_was() -> None:
    assert Grammar.parse(SAID.replace("$", "")).whole() == Acceptor.parse(SAID.replace("$", ""))
