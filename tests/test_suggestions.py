"""Every phrase that the shop itself suggests is understood: the wording marks them, and each is said back."""

import pytest

from app.emulator.heard import BUILT_IN, SAMPLE
from app.emulator.model import PACKAGE, Model, Speech
from app.emulator.resolve import Resolver
from skills.language import Language, locales
from skills.lexicon import Lexicon
from skills.suggestions import suggested
from skills.wording import SUGGESTED, Wording
from tests.talk import talk

ALEXA = [one for one in locales() if Language.load(one).invocation_name]


@pytest.mark.parametrize("locale", locales())
def test_something_is_suggested_and_no_mark_is_spoken(locale: str) -> None:
    assert len(set(suggested(Wording.load(locale)))) >= 6
    wording = Wording.load(locale)
    assert all(text.count(SUGGESTED) % 2 == 0 for v in wording.phrases.values() for text in v)


@pytest.mark.parametrize(("key", "phrase"), sorted(set(suggested(Wording.load("en-US")))))
def test_the_counter_understands_what_the_shop_suggests(
    key: str, phrase: str, demo_url: str, demo_lexicon: Lexicon
) -> None:
    with talk(demo_url, demo_lexicon) as shop:
        shop.counter.say("a bagel")
        reply = shop.counter.say(phrase)
        assert reply.meaning, f"{key} suggests {phrase!r}, which is not understood"


@pytest.mark.parametrize("locale", ALEXA)
def test_alexa_hears_what_the_shop_suggests_word_for_word(locale: str) -> None:
    resolver = Resolver(Model.read(PACKAGE, locale), Speech.load())
    for key, phrase in suggested(Wording.load(locale)):
        heard = resolver.resolve(phrase)
        assert heard.how in (SAMPLE, BUILT_IN), f"{key} suggests {phrase!r}, heard by {heard.how}"
