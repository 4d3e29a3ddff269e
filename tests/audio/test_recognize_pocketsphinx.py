import numpy as np
import pytest

from audio.ears import open_ear
from audio.errors import EarUnavailable, GrammarRefused
from audio.listen import trimmed
from audio.pcm import RATE, Samples
from audio.pocketsphinx_search import mean
from audio.pronunciations import missing
from audio.recognize_pocketsphinx import PocketSphinxEar
from audio.speak import Voice

ORDERS = """0 1 can 0.7
1 2 i 0
2 3 have 0
3 4 a 0.7
3 4 two 0.7
0 4 a 0.7
4 5 small 1.1
4 5 medium 1.1
4 5 large 1.1
5 6 latte 1.1
5 6 mocha 1.1
5 6 cappuccino 1.1
6 7 with 0.7
7 8 oat 0.7
7 8 soy 0.7
8 9 milk 0.1
8 9 cream 2.3
9 10 please 0.7
0 11 checkout 2
6 0.7
9 0.7
10
11
"""


@pytest.fixture(scope="module")
def ear() -> PocketSphinxEar:
    return PocketSphinxEar(ORDERS)


@pytest.mark.parametrize(
    "sentence",
    [
        "a large latte with oat milk please",
        "can i have a small cappuccino",
        "can i have two medium mocha with soy milk",
        "checkout",
    ],
)
def test_what_our_voice_says_is_heard_exactly(
    ear: PocketSphinxEar, voice: Voice, sentence: str
) -> None:
    hearing = ear.hear(trimmed(voice.say(sentence)))
    assert hearing.words == sentence
    assert 0 < hearing.confidence <= 1
    assert hearing.seconds > 0


def test_hearing_twice_gives_the_same(ear: PocketSphinxEar, voice: Voice) -> None:
    sound = voice.say("a large latte with oat milk please")
    first = ear.hear(sound)
    ear.hear(voice.say("checkout"))
    second = ear.hear(sound)
    assert (first.words, first.confidence) == (second.words, second.confidence)


def test_silence_noise_and_nothing_are_not_heard(
    ear: PocketSphinxEar, silence: Samples, noise: Samples
) -> None:
    crumbs = (silence[:0], silence[:1], silence[:600])
    for sound in (silence, noise, *crumbs):
        assert ear.hear(sound).words == ""
        assert ear.hear(sound).confidence == 0


@pytest.mark.parametrize(
    "sentence",
    [
        "the mountains were covered with deep snow yesterday evening",
        "my brother plays football in the garden behind our school",
    ],
)
def test_what_no_customer_says_is_not_heard(
    ear: PocketSphinxEar, voice: Voice, sentence: str
) -> None:
    assert ear.hear(trimmed(voice.say(sentence))).words == ""


def test_words_without_a_pronunciation_are_left_out_and_named() -> None:
    with PocketSphinxEar("0 1 latte\n0 1 stroopwafel\n1\n") as ear:
        assert ear.unknown == ("stroopwafel",)
    assert missing(["latte", "chemex", "matcha"]) == ["chemex", "matcha"]
    assert missing(["matcha"], {"matcha": "M AA CH AH"}) == []


def test_a_word_can_be_taught(voice: Voice) -> None:
    grammar = "0 1 stroopwafel\n0 1 mocha\n0 1 latte\n1\n"
    spoken = {"stroopwafel": "S T R UW P W AA F AH L, S T R OW P W AA F AH L"}
    with PocketSphinxEar(grammar, spoken, refused_below=0.0) as ear:
        assert ear.unknown == ()
        assert ear.hear(trimmed(voice.say("stroopwafel"))).words == "stroopwafel"


def test_a_pronunciation_with_an_unknown_phone_is_refused() -> None:
    with pytest.raises(GrammarRefused, match="'matcha' is written with 'XX'"):
        PocketSphinxEar("0 1 matcha\n1\n", {"matcha": "M XX"})


def test_a_grammar_of_unknown_words_only_is_refused() -> None:
    with pytest.raises(GrammarRefused):
        PocketSphinxEar("0 1 stroopwafel\n1\n")


def test_the_ear_is_silent(capfd: pytest.CaptureFixture[str], silence: Samples) -> None:
    with PocketSphinxEar(ORDERS) as ear:
        ear.hear(silence)
    assert capfd.readouterr() == ("", "")


def test_open_ear_chooses_by_name_and_names_the_others() -> None:
    with open_ear("pocketsphinx", ORDERS) as ear:
        assert ear.name == "pocketsphinx"
    with pytest.raises(EarUnavailable, match="choose one of auto, vosk, pocketsphinx"):
        open_ear("trumpet", ORDERS)
    with pytest.raises(EarUnavailable, match="hears English only, not de-DE"):
        open_ear("pocketsphinx", ORDERS, locale="de-DE")


def test_a_loud_and_a_faint_speaker_are_heard_alike(ear: PocketSphinxEar, voice: Voice) -> None:
    said = trimmed(voice.say("a large latte with oat milk please"))
    assert ear.hear((said // 20).astype(np.int16)).words == ear.hear(said).words


def test_words_are_heard_while_they_are_spoken(ear: PocketSphinxEar, voice: Voice) -> None:
    said = voice.say("a large latte with oat milk")
    decoding = ear.listen()
    partials = [decoding.feed(said[at : at + 1600]) for at in range(0, len(said), 1600)]
    growing = [partial for partial in partials if partial.words == "a large latte with oat"]
    assert growing
    assert not growing[0].complete
    assert partials[-1].complete
    assert decoding.end().words == "a large latte with oat milk"


def test_the_mean_of_pieces_is_that_of_the_whole(voice: Voice) -> None:
    measure, said = mean(), voice.say("I would like a large latte with oat milk.")
    pieces = [measure.grown(said[at : at + RATE // 2]) for at in range(0, len(said), RATE // 2)]
    measure.start()
    grown, whole = (
        [float(part) for part in one.split(",")] for one in (pieces[-1], measure.grown(said))
    )
    assert np.allclose(grown, whole, atol=2.0)
    assert pieces[0] != pieces[-1]


def test_an_utterance_given_up_leaves_no_trace(ear: PocketSphinxEar, voice: Voice) -> None:
    ear.listen().feed(voice.say("a large latte"))
    assert ear.hear(trimmed(voice.say("checkout"))).words == "checkout"


def test_an_utterance_without_sound_is_nothing(ear: PocketSphinxEar) -> None:
    assert ear.listen().end().words == ""
