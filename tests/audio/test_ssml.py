import pytest

from audio.errors import SpeechFailed
from audio.ssml import LONGEST_PAUSE_MS, PARAGRAPH_MS, SENTENCE_MS, STRENGTHS, pieces


def said(speech: str, locale: str = "en-US") -> list[tuple[str, int]]:
    return [(piece.text, piece.pause_ms) for piece in pieces(speech, locale)]


def texts(speech: str, locale: str = "en-US") -> list[str]:
    return [piece.text for piece in pieces(speech, locale)]


def test_a_text_is_said_sentence_by_sentence_with_a_pause_between() -> None:
    assert said("I added a latte.  Anything\nelse?") == [
        ("I added a latte.", SENTENCE_MS),
        ("Anything else?", 0),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "That makes 4.50 with tax.",
        "We are open from 7 a. m. to 9 p. m. daily.",
        "Write to shop@example.com or see example.com today.",
        "라떼 3.5잔입니다.",
    ],
)
def test_a_point_that_ends_no_sentence_does_not_split_it(sentence: str) -> None:
    assert texts(sentence) == [sentence]


def test_korean_is_split_at_its_sentences() -> None:
    assert texts("라떼 두 잔을 담았습니다. 더 필요하신 게 있나요?", "ko-KR") == [
        "라떼 두 잔을 담았습니다.",
        "더 필요하신 게 있나요?",
    ]


@pytest.mark.parametrize(
    ("attributes", "pause_ms"),
    [
        ('time="300ms"', 300),
        ('time="1.5s"', 1500),
        ('time="90s"', LONGEST_PAUSE_MS),
        ('strength="x-strong"', STRENGTHS["x-strong"]),
        ('strength="none"', 0),
        ('time="soon"', STRENGTHS["medium"]),
        ("", STRENGTHS["medium"]),
    ],
)
def test_a_break_takes_the_place_of_the_pause_between_sentences(
    attributes: str, pause_ms: int
) -> None:
    assert said(f"<speak>One. <break {attributes}/>Two.</speak>") == [
        ("One.", 0),
        ("", pause_ms),
        ("Two.", 0),
    ]


def test_a_break_at_the_end_is_kept() -> None:
    assert said('<speak>One.<break time="2s"/></speak>') == [("One.", 0), ("", 2000)]


def test_sentences_and_paragraphs_end_where_their_tags_do() -> None:
    speech = "<speak><p><s>no stop</s><s>none here</s></p><p>The end</p></speak>"
    assert said(speech) == [
        ("no stop", SENTENCE_MS),
        ("none here", 0),
        ("", PARAGRAPH_MS),
        ("The end", 0),
        ("", PARAGRAPH_MS),
    ]


@pytest.mark.parametrize(
    ("how", "text", "words"),
    [
        ("digits", "104", "1 0 4"),
        ("telephone", "+49 30-12", "4 9 3 0 1 2"),
        ("characters", "usa", "U, S, A"),
        ("spell-out", "b2", "B, 2"),
        ("cardinal", "1,204", "one thousand, two hundred and four"),
        ("number", "12", "twelve"),
        ("ordinal", "21", "twenty-first"),
        ("ordinal", "last", "last"),
        ("cardinal", "9" * 40, "9" * 40),
        ("expletive", "damn", ""),
        ("unheard-of", "12", "12"),
    ],
)
def test_say_as_chooses_the_words(how: str, text: str, words: str) -> None:
    speech = f'<speak>It is <say-as interpret-as="{how}">{text}</say-as> so.</speak>'
    assert texts(speech) == [" ".join(f"It is {words} so.".split())]


def test_say_as_speaks_the_language_of_the_voice() -> None:
    speech = '<speak><say-as interpret-as="ordinal">3</say-as></speak>'
    assert texts(speech, "ko-KR") == ["세 번째"]
    assert texts(speech, "qq-QQ") == ["3"]


def test_other_tags_are_read_through_and_entities_are_letters() -> None:
    speech = (
        '<speak>You <amazon:effect name="whispered">&amp; <emphasis>me</emphasis></amazon:effect>, '
        '<sub alias="twelve ounces">12 oz</sub> &lt;.</speak>'
    )
    assert texts(speech) == ["You & me, twelve ounces <."]


def test_amounts_of_money_become_words_once() -> None:
    assert texts("It is $4.50, or $4, or £1.05.") == [
        "It is four dollars fifty cents, or four dollars, or one pound sterling five pence."
    ]
    assert texts("₩4,500입니다.", "ko-KR") == ["사천오백원입니다."]
    assert texts("four dollars and $.5, $1.234.5") == ["four dollars and $.5, $1.234.5"]


@pytest.mark.parametrize(
    ("speech", "reason"),
    [
        ("<speak>Hello", "cannot be read"),
        ("<speak>A</b></speak>", "cannot be read"),
        ('<!DOCTYPE a [<!ENTITY b "bomb">]><speak>&b;</speak>', "document type"),
        ("<speak>&b;</speak>", "cannot be read"),
    ],
)
def test_broken_or_dangerous_ssml_is_refused(speech: str, reason: str) -> None:
    with pytest.raises(SpeechFailed, match=reason):
        pieces(speech, "en-US")


def test_there_may_be_nothing_to_say() -> None:
    assert pieces(" \n", "en-US") == pieces("<speak/>", "en-US") == pieces("... !", "en-US") == ()


@pytest.mark.parametrize(
    ("rate", "times"),
    [
        ("slow", 0.75),
        ("x-fast", 1.5),
        ("80%", 0.8),
        ("5%", 0.2),
        ("500%", 2.0),
        ("soon", 1.0),
        ("", 1.0),
    ],
)
def test_a_rate_counts_until_its_tag_ends(rate: str, times: float) -> None:
    speech = f'<speak>One. <prosody rate="{rate}">Two. Three.</prosody> Four.</speak>'
    assert [(piece.text, piece.rate) for piece in pieces(speech, "en-US")] == [
        ("One.", 1.0),
        ("Two.", times),
        ("Three.", times),
        ("Four.", 1.0),
    ]


def test_a_rate_within_a_rate_is_of_that() -> None:
    within = '<prosody rate="50%">Two.</prosody>'
    speech = f'<speak><prosody rate="slow">One. {within} Three.</prosody></speak>'
    assert [piece.rate for piece in pieces(speech, "en-US")] == [0.75, 0.375, 0.75]


def test_within_a_sentence_a_rate_makes_no_pause() -> None:
    assert said('<speak>A <prosody rate="slow">large latte</prosody>, okay.</speak>') == [
        ("A", 0),
        ("large latte", 0),
        (", okay.", 0),
    ]
