from audio.acceptor import Acceptor
from audio.pieces import Joining, in_pieces, split

KNOWN = {"오트", "밀크", "로", "오", "트", "밀", "크", "tea", "pot", "te", "apot", "a"}


def test_a_word_is_split_into_the_fewest_known_pieces() -> None:
    assert split("오트밀크로", KNOWN.__contains__) == ("오트", "밀크", "로")
    assert split("teapot", KNOWN.__contains__) == ("tea", "pot")


def test_letters_alone_are_no_pieces_but_syllables_are() -> None:
    assert split("ateapot", KNOWN.__contains__) is None
    assert split("오로", KNOWN.__contains__) == ("오", "로")


def test_what_has_no_known_pieces_has_none() -> None:
    assert split("오트뷁", KNOWN.__contains__) is None


def test_a_grammar_says_pieces_where_it_said_the_word() -> None:
    grammar = Acceptor.parse("0 1 오트밀크로 0.5\n1 2 주세요\n0 2 네 1\n2\n")
    found = in_pieces(grammar, {"오트밀크로": ("오트", "밀크", "로")})
    assert found.words() == ["네", "로", "밀크", "오트", "주세요"]
    assert found.finals == {2: 0.0}
    assert sum(arc.weight for arc in found.arcs) == 1.5
    assert len(found.arcs) == 5
    assert len({arc.target for arc in found.arcs}) == 4


def test_what_was_heard_in_pieces_is_the_word_again() -> None:
    joining = Joining({"오트밀크로": ("오트", "밀크", "로"), "오트밀크": ("오트", "밀크")})
    assert joining.joined("오트 밀크 로 주세요") == "오트밀크로 주세요"
    assert joining.joined("오트 밀크 주세요") == "오트밀크 주세요"
    assert joining.joined("귀오트 밀크") == "귀오트 밀크"
    assert Joining({}).joined("오트 밀크") == "오트 밀크"
