"""Slots as Alexa sends them, hand-written after Amazon's reference."""

import json
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import Intent, IntentRequest

from models.catalog import ChoiceRef
from skills.slots import Slots


def resolution(
    *ids: str, code: str = "ER_SUCCESS_MATCH", authority: str = "size"
) -> dict[str, Any]:
    values = [{"value": {"name": i, "id": i}} for i in ids]
    return {"authority": authority, "status": {"code": code}, "values": values}


def read(**slots: dict[str, Any]) -> Slots:
    named = {
        name: {"name": name, "confirmationStatus": "NONE", **slot} for name, slot in slots.items()
    }
    intent: Any = DefaultSerializer().deserialize(
        json.dumps({"name": "AddItemIntent", "slots": named}), Intent
    )
    return Slots.of(IntentRequest(intent=intent))


def test_ids_come_from_all_matching_authorities_once() -> None:
    slots = read(
        product={
            "value": "the usual",
            "resolutions": {
                "resolutionsPerAuthority": [
                    resolution("latte", authority="amzn1.er-authority.echo-sdk.dynamic"),
                    resolution(code="ER_SUCCESS_NO_MATCH"),
                    resolution("latte", "mocha"),
                ]
            },
        }
    )
    product = slots.one("product")
    assert product is not None
    assert (product.words, product.ids) == ("the usual", ("latte", "mocha"))


def test_a_slot_without_resolutions_keeps_its_words() -> None:
    slots = read(product={"value": "latte"}, size={})
    assert (slots.words("product"), slots.one("size")) == ("latte", None)
    product = slots.one("product")
    assert product is not None
    assert product.ids == ()


@pytest.mark.parametrize(
    ("value", "number"),
    [("2", 2), ("0", 0), ("?", None), ("two", None), ("-1", None), ("²", None), ("9" * 30, None)],
)
def test_numbers_are_digits_or_nothing(value: str, number: int | None) -> None:
    assert read(quantity={"value": value}).number("quantity") == number


def test_options_are_all_slots_that_are_not_known_otherwise() -> None:
    slots = read(
        product={"value": "latte"},
        size={"value": "big", "resolutions": {"resolutionsPerAuthority": [resolution("large")]}},
        milk={
            "value": "a bit of oat milk",
            "resolutions": {"resolutionsPerAuthority": [resolution("oat_milk.little")]},
        },
        roast={"value": "burnt"},
    )
    assert set(slots.options()) == {
        ChoiceRef("size", "large"),
        ChoiceRef("milk", "oat_milk", "little"),
    }
    assert slots.unresolved_options() == ("burnt",)


def test_a_slot_of_several_values_gives_each() -> None:
    values = [
        {
            "type": "Simple",
            "value": word,
            "resolutions": {"resolutionsPerAuthority": [resolution(word)]},
        }
        for word in ("butter", "jam")
    ]
    slots = read(topping={"slotValue": {"type": "List", "values": values}})
    assert slots.options() == (ChoiceRef("topping", "butter"), ChoiceRef("topping", "jam"))
