"""A catalogue's names in other languages: kept, checked, and given to those who speak."""

import json
from typing import Any

import pytest

from models.base import Store
from models.catalog_import import load, parse
from models.errors import CatalogueInvalid
from models.translations import translated, translations
from models.vocabulary import vocabulary

SHOP: dict[str, Any] = {
    "shop": {"name": "Corner", "currency": "USD", "hours": "all day"},
    "categories": [{"id": "d", "name": "drinks"}],
    "groups": [{"id": "milk", "name": "milk", "choices": [{"id": "oat", "name": "oat milk"}]}],
    "products": [
        {"id": "tea", "name": "tea", "synonyms": ["cup of tea"], "category": "d", "price": 250},
        {"id": "mate", "name": "mate", "category": "d", "price": 250},
    ],
}
KOREAN: dict[str, Any] = {
    "Corner": {"text": "코너"},
    "tea": {"text": "차", "synonyms": ["홍차"], "unit": "잔"},
    "oat milk": {"text": "오트밀크"},
    "milk": {"text": "우유"},
    "all day": {"text": "하루 종일 (연중무휴)"},
}


def document(korean: dict[str, Any]) -> str:
    return json.dumps(SHOP | {"translations": {"ko": korean}}, ensure_ascii=False, indent=1)


def test_names_are_those_of_the_language_and_what_has_none_keeps_its_own(store: Store) -> None:
    with store.begin() as session:
        load(session, parse(document(KOREAN)))
        words, own = translated(session, "ko"), vocabulary(session)
        names = translations(session, "ko")
        assert translated(session, "en") == own
        assert translations(session, "fr").text("tea") == "tea"
    assert [(p.name, p.synonyms) for p in words.products] == [("차", ("홍차",)), ("mate", ())]
    assert [(g.name, g.choices[0].name) for g in words.groups] == [("우유", "오트밀크")]
    assert words.categories == own.categories
    assert (names.text("all day"), names.unit("tea"), names.unit("mate")) == (
        "하루 종일 (연중무휴)",
        "잔",
        "",
    )


def test_another_catalogue_has_other_names(store: Store) -> None:
    for korean, name in ((KOREAN, "차"), ({}, "tea")):
        with store.begin() as session:
            load(session, parse(document(korean)))
            assert translated(session, "ko").products[0].name == name


@pytest.mark.parametrize(
    ("entry", "path", "message"),
    [
        (
            {"coffee": {"text": "커피"}},
            "translations.ko.coffee",
            "no name or text of this catalogue",
        ),
        (
            {"tea": {"text": "차"}, "mate": {"text": "마테", "synonyms": ["차"]}},
            "translations.ko.mate.synonyms[0]",
            "'차' already names 'tea'",
        ),
        ({"tea": {"text": "mate"}}, "products[1].name", "'mate' already names 'tea'"),
        ({"tea": {"text": ""}}, "translations.ko.tea.text", "at least 1 character"),
        (
            {"tea": {"text": "차", "synonyms": ["<차>"]}},
            "translations.ko.tea.synonyms[0]",
            "can be said",
        ),
        ({"tea": {"word": "차"}}, "translations.ko.tea.word", "Extra inputs"),
    ],
)
def test_a_fault_is_named_by_its_place(entry: dict[str, Any], path: str, message: str) -> None:
    with pytest.raises(CatalogueInvalid) as caught:
        parse(document(entry))
    assert any(path == fault.field and message in fault.message for fault in caught.value.faults), [
        str(fault) for fault in caught.value.faults
    ]


def test_the_demo_menu_names_all_that_it_sells_in_korean(demo_store: Store) -> None:
    with demo_store.read() as session:
        words = translated(session, "ko")
    names = [product.name for product in words.products]
    names += [category.name for category in words.categories]
    names += [group.name for group in words.groups]
    names += [choice.name for group in words.groups for choice in group.choices]
    assert [name for name in names if name.isascii()] == []
