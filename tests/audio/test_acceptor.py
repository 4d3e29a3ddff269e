import pytest

from audio import acceptor, grammar, openfst
from audio.acceptor import Acceptor
from audio.errors import GrammarRefused

ORDER = """0 1 <eps> 0.69
0 2 a 0.69
2 1 <eps>
1 3 small 0.7
1 3 large 0.7
3 4 latte 0.7
3 5 latte
5 6 please
4
6 0.5
"""


def sentences(att: str) -> dict[str, float]:
    """Every sentence of an acyclic grammar with the weight of its best path."""
    parsed = Acceptor.parse(att)
    found: dict[str, float] = {}
    paths: list[tuple[int, str, float]] = [(parsed.start, "", 0.0)]
    while paths:
        state, words, weight = paths.pop()
        if state in parsed.finals:
            whole = weight + parsed.finals[state]
            found[words.strip()] = min(whole, found.get(words.strip(), whole))
        for arc in parsed.arcs:
            if arc.source == state:
                word = "" if arc.word == acceptor.EPSILON else f" {arc.word}"
                paths.append((arc.target, words + word, weight + arc.weight))
    return found


def test_optimising_keeps_every_sentence_and_its_weight() -> None:
    before, after = sentences(ORDER), sentences(grammar.optimise(ORDER))
    assert (
        set(after)
        == set(before)
        == {
            f"{a}{size} latte{please}"
            for a in ("", "a ")
            for size in ("small", "large")
            for please in ("", " please")
        }
    )
    assert after == pytest.approx(before, abs=1e-3)


def test_an_optimised_grammar_is_deterministic_and_smaller() -> None:
    compiled = Acceptor.parse(grammar.optimise(ORDER))
    leaving = [(arc.source, arc.word) for arc in compiled.arcs]
    assert len(leaving) == len(set(leaving)) < len(ORDER.splitlines())
    assert acceptor.EPSILON not in {arc.word for arc in compiled.arcs}


def test_optimising_twice_changes_nothing() -> None:
    once = grammar.optimise(ORDER)
    assert grammar.optimise(once) == once


def test_the_words_of_a_grammar() -> None:
    assert grammar.words(ORDER) == ["a", "large", "latte", "please", "small"]


def test_sentences_with_a_word_can_be_left_out() -> None:
    left = Acceptor.parse(ORDER).without({"small", "please"}).text()
    assert set(sentences(left)) == {"large latte", "a large latte"}


def test_a_grammar_may_accept_nothing_but_a_first_final_state() -> None:
    assert Acceptor.parse("0 1 yes\n1\n0\n").optimised().finals.keys() == {0, 1}


@pytest.mark.parametrize(
    ("att", "line"),
    [
        ("0 1 a\n1 2 b c d\n2\n", 2),
        ("0 x a\n", 1),
        ("0 1 a heavy\n1\n", 1),
        ("0 1 a inf\n1\n", 1),
        ("0 1 a\n\nend\n", 3),
    ],
)
def test_a_malformed_line_is_named(att: str, line: int) -> None:
    with pytest.raises(GrammarRefused, match=f"at line {line}") as caught:
        grammar.optimise(att)
    assert caught.value.line == line


def test_a_grammar_without_end_or_without_a_path_is_refused() -> None:
    with pytest.raises(GrammarRefused, match="no final state"):
        grammar.optimise("0 1 a\n")
    with pytest.raises(GrammarRefused, match="no final state"):
        grammar.optimise("")
    with pytest.raises(GrammarRefused, match="no word leads"):
        grammar.optimise("0 1 a\n2\n")


def test_work_without_end_is_stopped() -> None:
    with pytest.raises(GrammarRefused, match=r"not be determinised within 0\.01 s"):
        openfst.run("0 1 1\n1\n", time_limit_s=0.01)


def test_what_openfst_refuses_is_told() -> None:
    with pytest.raises(GrammarRefused, match="OpenFst failed"):
        openfst.run("0 1 nonsense\n1\n")
