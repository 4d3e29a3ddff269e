"""How a catalogue's words are spoken: kept for their language, part of the edition, and named by line where wrong."""

import json
from typing import Any

import pytest

from audio.pronunciations import model_file
from models import shelf
from models.base import Store
from models.catalog_fields import PHONES
from models.catalog_import import load, parse
from models.errors import CatalogueInvalid
from models.translations import translated
from tests.models.world import shop_text

ENGLISH = {"kombucha": "K AH M B UW CH AH", "matcha": "M AA CH AH, M AE CH AH", "café": "K AE F EY"}
MOST = 5_000


def test_they_are_kept_as_written_for_their_language_alone(store: Store) -> None:
    with store.begin() as session:
        load(session, parse(shop_text(pronunciations={"en": ENGLISH})))
        assert translated(session, "en").pronunciations == ENGLISH
        assert translated(session, "ko").pronunciations == {}
        assert shelf.shop(session).pronunciations == {"en": ENGLISH}


def test_another_way_to_say_a_word_is_another_edition(store: Store) -> None:
    editions = set()
    for phones in ("M AA CH AH", "M AE CH AH", ""):
        table = {"en": {"matcha": phones}} if phones else {}
        with store.begin() as session:
            load(session, parse(shop_text(pronunciations=table)))
            assert translated(session, "en").pronunciations == table.get("en", {})
            editions.add(shelf.edition(session))
    assert len(editions) == 3


@pytest.mark.parametrize("word", ["b'day", "'nduja", "café", "7up", "x" * 60])
def test_a_word_is_what_a_name_is_heard_as(word: str) -> None:
    document = parse(shop_text(pronunciations={"en": {word: "B AH"}}))
    assert json.loads(document.model_dump_json())["pronunciations"] == {"en": {word: "B AH"}}


@pytest.mark.parametrize(
    ("table", "place", "value", "message"),
    [
        ({"ko": {"chai": "CH AY"}}, "ko", "ko", "must be en: in other languages give a synonym"),
        ({"en": {"Chai": "CH AY"}}, "en.Chai", "Chai", "one word in lower case"),
        ({"en": {"oat milk": "OW T"}}, "en.oat milk", "oat milk", "one word in lower case"),
        ({"en": {"oat_milk": "OW T"}}, "en.oat_milk", "oat_milk", "one word in lower case"),
        ({"en": {"7": "S"}}, "en.7", "7", "one word in lower case"),
        ({"en": {"'": "S"}}, "en.'", "'", "one word in lower case"),
        ({"en": {"x" * 61: "S"}}, f"en.{'x' * 61}", "x" * 61, "at most 60 characters"),
        ({"en": {"chai": "ch ay"}}, "en.chai", "ch ay", "'ch' is none of the phones AA AE"),
        ({"en": {"chai": "CH AY1"}}, "en.chai", "CH AY1", "'AY1' is none of the phones AA AE"),
        ({"en": {"chai": "CH AY,CH"}}, "en.chai", "CH AY,CH", "'AY,CH' is none of the phones"),
        ({"en": {"chai": "CH AY, "}}, "en.chai", "CH AY, ", "'' is none of the phones"),
        ({"en": {"chai": ""}}, "en.chai", "", "as M AA CH AH, M AE CH AH"),
        ({"en": {"chai": "S " * 251}}, "en.chai", "S " * 251, "at most 500 characters"),
        ({"en": {"chai": ["CH AY"]}}, "en.chai", ["CH AY"], "valid string"),
        ({"en": []}, "en", [], "valid dictionary"),
    ],
)
def test_a_fault_is_named_by_its_word_and_value(
    table: dict[str, Any], place: str, value: object, message: str
) -> None:
    with pytest.raises(CatalogueInvalid) as refused:
        parse(shop_text(pronunciations=table))
    (fault,) = refused.value.faults
    assert (fault.field, fault.value) == (f"pronunciations.{place}", value)
    assert message in fault.message


def test_there_are_so_many_at_most() -> None:
    table = {f"word{number}x": "W" for number in range(MOST + 1)}
    with pytest.raises(CatalogueInvalid, match=f"at most {MOST} items"):
        parse(shop_text(pronunciations={"en": table}))
    del table["word0x"]
    assert len(parse(shop_text(pronunciations={"en": table})).pronunciations["en"]) == MOST


def test_the_phones_are_those_of_the_ear() -> None:
    lines = model_file("cmudict-en-us.dict").read_text(encoding="utf-8").splitlines()
    assert {phone for line in lines for phone in line.split()[1:]} == set(PHONES.split())
