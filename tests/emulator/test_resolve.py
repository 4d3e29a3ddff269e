"""From words to intents, by our package and by a small one."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from app.emulator.heard import BUILT_IN, FALLBACK, NEAREST, NOTHING, SAMPLE, Heard
from app.emulator.intents import Intents, slots_said
from app.emulator.model import PACKAGE, Model, Speech, words_of
from app.emulator.numbers import Numbers
from app.emulator.resolve import Resolver
from app.emulator.values import Values, slot_types
from tests.emulator.world import entities, tea_house, value

TABLE: list[Any] = yaml.safe_load(
    Path(__file__).with_name("resolved.yaml").read_text(encoding="utf-8")
)
HOW = {"sample": SAMPLE, "near": NEAREST, "phrase": BUILT_IN, "nothing": NOTHING}
SKILL = "amzn1.ask.skill.dev-tea"


def said(model: Model, resolver: Resolver, heard: Heard) -> dict[str, Any]:
    request = Intents(model, SKILL, resolver.static).request(heard, None)
    return slots_said({"request": request})


@pytest.mark.parametrize(("words", "intent", "slots", "how"), TABLE, ids=lambda v: str(v))
def test_words_are_resolved_by_our_package(
    words: str, intent: str, slots: dict[str, Any], how: str, resolver: Resolver
) -> None:
    heard = resolver.resolve(words)
    found = said(Model.read(PACKAGE, "en-US"), resolver, heard)
    assert (heard.intent, found) == (intent, slots)
    assert how == "any" or heard.how == HOW[how]


def test_every_sample_of_our_package_is_its_own_intent(resolver: Resolver) -> None:
    model = Model.read(PACKAGE, "en-US")
    examples = {name: t.values[0].name.value for name, t in model.types.items()}
    examples |= {"AMAZON.NUMBER": "two", "AMAZON.FirstName": "anna"}
    examples |= {"AMAZON.TIME": "five thirty", "AMAZON.DURATION": "ten minutes"}
    for intent in model.intents.values():
        for sample in intent.samples:
            words = sample
            for slot in intent.slots:
                words = words.replace(f"{{{slot.name}}}", examples[slot.type])
            heard = resolver.resolve(words)
            assert (heard.intent, heard.how) in ((intent.name, SAMPLE), (intent.name, BUILT_IN)), (
                words
            )


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("one zero four", "104"), ("one oh four", "104"), ("1 0 4", "104"), ("104", "104"),
        ("one hundred and four", "104"), ("one hundred four", "104"), ("one twenty three", "123"),
        ("nine hundred ninety nine", "999"), ("a", None), ("and", None), ("one and", None), ("anna", None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_are_said(words: str, number: str | None, speech: Speech) -> None:
    assert Numbers(speech).read(words_of(words)) == number


@given(st.integers(0, 999))
def test_numbers_said_digit_by_digit_are_read_back(number: int) -> None:
    numbers = Numbers(Speech.load())
    assert numbers.read(words_of(numbers.spelled(number))) == str(number)


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_any_text_is_resolved_to_something(resolver: Resolver, text: str) -> None:
    assert resolver.resolve(text).intent in Model.read(PACKAGE, "en-US").intents


def authorities(resolver: Resolver, words: str, dynamic: Values | None = None) -> list[Any]:
    heard = resolver.resolve(words, dynamic=dynamic)
    request = Intents(tea_house(), SKILL, resolver.static, dynamic).request(heard, None)
    slot = request["intent"]["slots"]["tea"]
    return list(slot["resolutions"]["resolutionsPerAuthority"])


def test_a_value_is_resolved_by_the_skills_own_authority(small: Resolver) -> None:
    assert authorities(small, "bring me sencha") == [
        {
            "authority": f"amzn1.er-authority.echo-sdk.{SKILL}.tea",
            "status": {"code": "ER_SUCCESS_MATCH"},
            "values": [{"value": {"name": "green tea", "id": "green"}}],
        }
    ]


def test_a_phrase_of_two_values_resolves_to_both(small: Resolver) -> None:
    found = authorities(small, "bring me breakfast tea")[0]["values"]
    assert [v["value"]["id"] for v in found] == ["black", "assam"]


def test_the_end_of_several_names_resolves_to_all_of_them(small: Resolver) -> None:
    found = authorities(small, "bring me tea")[0]["values"]
    assert [v["value"]["id"] for v in found] == ["green", "black", "iced", "assam"]


def test_a_value_that_is_not_in_the_model_matches_nothing(small: Resolver) -> None:
    heard = small.resolve("bring me rooibos")
    assert (heard.intent, heard.slots, heard.how) == ("OrderIntent", {"tea": ("rooibos",)}, NEAREST)
    assert authorities(small, "bring me rooibos")[0]["status"] == {"code": "ER_SUCCESS_NO_MATCH"}


def test_dynamic_entities_are_heard_and_resolved_beside_the_static_ones(small: Resolver) -> None:
    dynamic = Values(slot_types(entities(value("house", "the usual"))["types"]))
    found = authorities(small, "bring me the usual", dynamic)
    assert [(a["authority"], a["status"]["code"]) for a in found] == [
        (f"amzn1.er-authority.echo-sdk.dynamic.{SKILL}.tea", "ER_SUCCESS_MATCH"),
        (f"amzn1.er-authority.echo-sdk.{SKILL}.tea", "ER_SUCCESS_NO_MATCH"),
    ]


def test_a_slot_of_several_values_is_written_as_a_list(small: Resolver) -> None:
    heard = small.resolve("i would like green tea with mint and ginger")
    request = Intents(tea_house(), SKILL, small.static).request(heard, None)
    slot = request["intent"]["slots"]["spice"]
    assert "value" not in slot
    assert [v["value"] for v in slot["slotValue"]["values"]] == ["mint", "ginger"]
    assert request["intent"]["slots"]["count"] == {"name": "count", "confirmationStatus": "NONE"}


def test_a_slot_of_one_value_takes_no_second_one(small: Resolver) -> None:
    assert small.resolve("bring me green tea and black tea").intent == FALLBACK
