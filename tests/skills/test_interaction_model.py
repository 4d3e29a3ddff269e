"""Interaction models are what language and catalogue make of them, and every fault planted in one is found."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from skills import model_rules
from skills.directives import CHOICE, CONFIRMED, ELICITED
from skills.handlers import HANDLERS
from skills.lexicon import Lexicon
from skills.packaging import Package

Json = dict[str, Any]
REQUIRED = {
    "AMAZON.HelpIntent",
    "AMAZON.StopIntent",
    "AMAZON.CancelIntent",
    "AMAZON.FallbackIntent",
    "AMAZON.NavigateHomeIntent",
}


@pytest.fixture
def document(package: Package) -> Json:
    """A copy of the en-US model, to plant faults in."""
    return copy.deepcopy(package["interactionModels/custom/en-US.json"])


def language(document: Json) -> Json:
    found: Json = document["interactionModel"]["languageModel"]
    return found


def intent(document: Json, name: str) -> Json:
    found: Json = next(i for i in language(document)["intents"] if i["name"] == name)
    return found


def test_every_intent_is_handled_and_the_required_ones_are_there(document: Json) -> None:
    names = {intent["name"] for intent in language(document)["intents"]}
    assert names == set(HANDLERS) - {"LaunchRequest"}
    assert names >= REQUIRED


def test_values_have_ids_once(document: Json) -> None:
    for kind in language(document)["types"]:
        ids = [value["id"] for value in kind["values"]]
        assert len(ids) == len(set(ids))
        assert all(value["name"]["value"] for value in kind["values"])


def test_the_dialog_has_what_the_skill_asks_and_confirms(document: Json, lexicon: Lexicon) -> None:
    dialog = document["interactionModel"]["dialog"]
    assert dialog["delegationStrategy"] == "SKILL_RESPONSE"
    slots = {(i["name"], s["name"]): s for i in dialog["intents"] for s in i["slots"]}
    asked = {place for place, slot in slots.items() if slot["elicitationRequired"]}
    groups = {(CHOICE, g.id) for g in lexicon.vocabulary.groups}
    assert asked == {*map(tuple, ELICITED.values())} | (groups & set(slots))
    confirmed = {place for place, slot in slots.items() if slot["confirmationRequired"]}
    assert confirmed == set(map(tuple, CONFIRMED))
    prompts = {p["id"]: p["variations"] for p in document["interactionModel"]["prompts"]}
    for place in asked:
        assert prompts[slots[place]["prompts"]["elicitation"]][0]["value"].strip()


def test_the_answer_to_a_question_is_a_sample_of_its_slot(document: Json) -> None:
    (slot,) = intent(document, "NameIntent")["slots"]
    assert {"{first_name}", "it's {first_name}"} <= set(slot["samples"])
    assert "{first_name}" not in intent(document, "NameIntent")["samples"]


PLANTED: dict[str, tuple[Callable[[Json], Any], str]] = {
    "a sample in two intents": (
        lambda d: intent(d, "CartIntent")["samples"].append("check out"),
        "overlap: check out (en-US CartIntent and CheckoutIntent)",
    ),
    "a sample in two intents once slots are types": (
        lambda d: (
            intent(d, "CartIntent")["slots"].append({"name": "thing", "type": "product"}),
            intent(d, "CartIntent")["samples"].append("tell me about {thing}"),
        ),
        "overlap: tell me about {product}",
    ),
    "words of a built-in intent": (
        lambda d: intent(d, "CartIntent")["samples"].append("never mind"),
        "overlap: never mind (en-US CartIntent and AMAZON.CancelIntent)",
    ),
    "a sample with a digit": (
        lambda d: intent(d, "CartIntent")["samples"].append("read me my 2 items"),
        "numbers are spelled",
    ),
    "a sample with a hyphen": (
        lambda d: intent(d, "CartIntent")["samples"].append("read-back"),
        "only letters",
    ),
    "a slot that the intent does not have": (
        lambda d: intent(d, "CartIntent")["samples"].append("what of {product}"),
        "each slot once, and of none",
    ),
    "a slot twice": (
        lambda d: intent(d, "StockIntent")["samples"].append("{product} or {product}"),
        "each slot once",
    ),
    "a type that is not there": (
        lambda d: intent(d, "StockIntent")["slots"][0].update(type="goods"),
        "sample: slot product has no type goods",
    ),
    "too many samples": (
        lambda d: intent(d, "CartIntent")["samples"].extend(
            f"read {a} {b}" for a in "abcdefghijklmnopqrstu" for b in "abcdefghijklmnopqrstu"
        ),
        ", at most 400 (en-US CartIntent)",
    ),
    "a sample that is too long": (
        lambda d: intent(d, "CartIntent")["samples"].append("very " * 40 + "long"),
        "limit: sample: 204, at most 150",
    ),
    "a value that is too long": (
        lambda d: language(d)["types"][0]["values"][0]["name"].update(value="x" * 141),
        "limit: value: 141, at most 140",
    ),
    "a slot alone in an intent of the dialog": (
        lambda d: intent(d, "AddItemIntent")["samples"].append("{product}"),
        "dialog: '{product}' belongs to the slot's own samples",
    ),
    "a dialog without one of the slots": (
        lambda d: d["interactionModel"]["dialog"]["intents"][0]["slots"].pop(),
        "dialog: slots are not those of the intent",
    ),
    "a prompt that is not there": (
        lambda d: d["interactionModel"]["prompts"].clear(),
        "dialog: there is no prompt Elicit.Slot.NameIntent.first_name",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(document: Json, name: str) -> None:
    assert list(model_rules.faults(document, "en-US")) == []
    plant, expected = PLANTED[name]
    plant(document)
    findings = [str(finding) for finding in model_rules.faults(document, "en-US")]
    assert any(expected in finding for finding in findings), findings


@pytest.mark.parametrize(
    "name", ["corner counter", "mary's shop", "a. b. coffee", "the corner shop"]
)
def test_a_good_invocation_name_is_taken(name: str) -> None:
    assert list(model_rules.invocation(name, "en-US")) == []


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Corner Counter", "lower case"),
        ("corner 2 counter", "numbers spelled"),
        ("corner-counter", "lower case letters"),
        ("counter", "two words"),
        ("open counter", "'open' is a launch word"),
        ("echo counter", "'echo' is a wake word"),
        ("counter to corner", "'to' is a connecting word"),
        ("the counter", "an article"),
        ("ab. coffee", "initials"),
    ],
)
def test_a_bad_invocation_name_is_refused_with_the_rule(name: str, why: str) -> None:
    assert why in " ".join(f.what for f in model_rules.invocation(name, "en-US"))
