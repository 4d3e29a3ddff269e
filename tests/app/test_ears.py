"""Ears that follow the catalogue, and hear a part of a large one."""

import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import MENU, World, make_conversation, make_ears, make_lexicon
from app.counter import ear_set
from app.counter.conversation import Conversation
from app.counter.ears import Ears
from app.settings import Settings
from audio.kept import Kept
from audio.listen import trimmed
from audio.speak import Voice
from models.base import Store
from models.catalog_import import load, parse
from skills.grammar import OPENING

KEPT = ("bagel", "chemex", "green_tea")


def menu(*more: dict[str, Any]) -> str:
    """Three products of the demo menu without options, and some more."""
    document = json.loads(MENU.read_text(encoding="utf-8"))
    products = [p | {"options": []} for p in document["products"] if p["id"] in KEPT]
    return json.dumps(
        document | {"products": [*products, *more], "translations": {}, "suggestions": []}
    )


LOAF = {"id": "walnut_loaf", "name": "walnut loaf", "category": "bakery", "price": 450}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/shop.db") as store:
        store.migrate()
        with store.begin() as session:
            load(session, parse(menu()))
        yield store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(cache=tmp_path / "cache")


@pytest.fixture
def conversation(shop: Store, settings: Settings) -> Conversation:
    return make_conversation(shop, settings, World())


def import_catalogue(shop: Store, document: str) -> None:
    with shop.begin() as session:
        load(session, parse(document))


def test_a_catalogue_is_imported_while_people_talk(
    shop: Store, settings: Settings, conversation: Conversation
) -> None:
    with make_ears(shop, settings, "pocketsphinx", None) as ears, Voice() as voice:
        old, new = trimmed(voice.say("a bagel please")), trimmed(voice.say("a walnut loaf please"))
        assert ears.hear(new, OPENING).words != "a walnut loaf please"
        before = ears.ear()
        imported = threading.Thread(target=import_catalogue, args=(shop, menu(LOAF)))
        imported.start()
        imported.join()
        turns = 0
        while ears.ear() is before:
            turns += 1
            words = ears.hear(old, OPENING).words
            assert words == "a bagel please"
            assert conversation.say(words).meaning is not None
        assert turns
        reply = conversation.say(ears.hear(new, OPENING).words)
        assert reply.meaning is not None
        assert reply.meaning.ids("product") == ("walnut_loaf",)
        assert "walnut loaf" in reply.speech


def test_a_catalogue_that_cannot_be_listened_for_leaves_the_old_ears(
    shop: Store,
    settings: Settings,
    conversation: Conversation,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with make_ears(shop, settings, "pocketsphinx", None) as ears:
        before = ears.ear()
        monkeypatch.setattr(ear_set, "MOST", {})
        import_catalogue(shop, menu(LOAF))
        with caplog.at_level(logging.ERROR):
            while not caplog.records:
                assert ears.ear() is before
        assert "the old one still is" in caplog.text


def test_a_compiled_grammar_is_taken_from_the_disk(
    shop: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Kept(tmp_path / "grammars")
    lexicon = make_lexicon(shop, "en-US")
    with Ears(lexicon, "pocketsphinx", kept=kept) as ears:
        ears.ear()
    monkeypatch.setattr("audio.openfst.run", lambda *_: pytest.fail("compiled again"))
    with Ears(make_lexicon(shop, "en-US"), "pocketsphinx", kept=kept) as ears:
        ears.ear()


def test_questions_that_are_answered_alike_share_an_ear(shop: Store) -> None:
    with Ears(make_lexicon(shop, "en-US"), "pocketsphinx") as ears:
        assert ears.ear("confirm") is ears.ear("want") is not ears.ear()
        assert ears.ear("unheard of") is ears.ear("") is not ears.ear()


def test_ears_not_used_for_long_are_closed_but_never_the_first(shop: Store) -> None:
    with Ears(make_lexicon(shop, "en-US"), "pocketsphinx") as ears:
        first, name = ears.ear(), ears.ear("name")
        for question in ("number", "choice", "more"):
            ears.ear(question)
        assert ears.ear() is first
        assert ears.ear("name") is not name


def test_of_a_large_shop_a_category_is_heard_once_it_was_talked_about(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ear_set, "MOST", {"pocketsphinx": 1, "vosk": 1})
    lexicon = make_lexicon(shop, "en-US")
    popular = tuple(
        replace(p, sold=8 if p.id == "bagel" else 0) for p in lexicon.vocabulary.products
    )
    lexicon = replace(lexicon, vocabulary=replace(lexicon.vocabulary, products=popular))
    with Ears(lexicon, "pocketsphinx") as ears, Voice() as voice:
        bagel, tea = trimmed(voice.say("a bagel please")), trimmed(voice.say("a green tea please"))
        assert ears.hear(bagel, OPENING).words == "a bagel please"
        assert ears.hear(tea, OPENING).words != "a green tea please"
        assert ears.hear(tea, OPENING, "tea").words == "a green tea please"
        assert ears.hear(tea, OPENING, "drinks").words == "a green tea please"
        assert ears.hear(trimmed(voice.say("what teas do you have")), OPENING).words.startswith(
            "what tea"
        )
        assert "of 3 products the 1 sold most" in ears.describe()


def test_a_catalogue_says_how_its_names_are_spoken(shop: Store, settings: Settings) -> None:
    names = {"zhoosh": "ZH UW SH", "phlug": "F L UW JH"}
    bowls = [
        {"id": name, "name": f"{name} bowl", "category": "bakery", "price": 450} for name in names
    ]
    import_catalogue(shop, menu(*bowls))
    with make_ears(shop, settings, "pocketsphinx", None) as ears, Voice() as voice:
        said = trimmed(voice.say("can i get a flooje bowl"))
        guessing = ears.ear()
        assert "zhoosh bowl" in ears.hear(said, OPENING).words, "phlug is guessed, and wrong"
        spoken = json.dumps(json.loads(menu(*bowls)) | {"pronunciations": {"en": names}})
        import_catalogue(shop, spoken)
        while ears.ear() is guessing:
            pass
        assert ears.hear(said, OPENING).words == "can i get a phlug bowl"
        assert not {"phlug", "zhoosh"} & set(ears.describe().replace(",", "").split())


def test_the_start_tells_which_words_are_guessed(shop: Store) -> None:
    odd = {"id": "gyozuko", "name": "gyozuko", "category": "bakery", "price": 450}
    import_catalogue(shop, menu(odd))
    with Ears(make_lexicon(shop, "en-US"), "pocketsphinx") as ears:
        assert "pronunciations guessed: gyozuko" in ears.describe()
        assert "the catalogue's `pronunciations`" in ears.describe()
