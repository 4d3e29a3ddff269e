"""The package for the ASK CLI is what language and catalogue make of it, and what Amazon takes."""

import json
import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from skills import interaction_model
from skills.handlers import HANDLERS
from skills.lexicon import Lexicon

REQUIRED = {
    "AMAZON.HelpIntent",
    "AMAZON.StopIntent",
    "AMAZON.CancelIntent",
    "AMAZON.FallbackIntent",
    "AMAZON.NavigateHomeIntent",
}
LAUNCH_WORDS = {"run", "start", "play", "ask", "tell", "open", "enable", "launch", "load", "begin"}
WAKE_WORDS = {"alexa", "amazon", "echo", "computer", "skill", "app"}


@pytest.fixture(scope="module")
def model(lexicon: Lexicon) -> dict[str, Any]:
    language: dict[str, Any] = interaction_model.model(lexicon)["interactionModel"]["languageModel"]
    return language


def test_the_committed_package_is_the_generated_one(lexicon: Lexicon, tmp_path: Path) -> None:
    written = interaction_model.write(lexicon, tmp_path)
    for path in written:
        committed = interaction_model.DIRECTORY / path.relative_to(tmp_path)
        assert path.read_text() == committed.read_text(), "run: make package"
    kept = [p for p in interaction_model.DIRECTORY.rglob("*") if p.is_file()]
    assert len(kept) == len(written)


def test_every_intent_is_handled_and_the_required_ones_are_there(model: dict[str, Any]) -> None:
    names = {intent["name"] for intent in model["intents"]}
    assert names == set(HANDLERS) - {"LaunchRequest"}
    assert names >= REQUIRED


def test_no_sample_stands_in_two_intents(model: dict[str, Any]) -> None:
    every = list(chain.from_iterable(intent["samples"] for intent in model["intents"]))
    assert len(every) == len(set(every))


def test_samples_are_of_the_form_that_alexa_takes(model: dict[str, Any]) -> None:
    for intent in model["intents"]:
        slots = {slot["name"] for slot in intent.get("slots", ())}
        for sample in intent["samples"]:
            assert re.fullmatch(r"[a-z'{}_ ]+", sample), sample
            used = re.findall(r"{(\w+)}", sample)
            assert set(used) <= slots
            assert len(used) == len(set(used))
        assert len(intent["samples"]) <= 400


def test_slots_have_types_and_values_have_ids_once(model: dict[str, Any]) -> None:
    types = {kind["name"]: kind["values"] for kind in model["types"]}
    for intent in model["intents"]:
        for slot in intent.get("slots", ()):
            assert slot["type"] in types or slot["type"].startswith("AMAZON.")
    for values in types.values():
        ids = [value["id"] for value in values]
        assert len(ids) == len(set(ids))
        assert all(value["name"]["value"] for value in values)


def test_the_invocation_name_keeps_the_rules(model: dict[str, Any]) -> None:
    words = model["invocationName"].split()
    assert len(words) >= 2
    assert re.fullmatch(r"[a-z' .]+", model["invocationName"])
    assert not set(words) & (LAUNCH_WORDS | WAKE_WORDS)


def test_example_phrases_name_the_skill_and_are_samples(
    lexicon: Lexicon, model: dict[str, Any]
) -> None:
    manifest = interaction_model.manifest(lexicon)["manifest"]
    phrases = manifest["publishingInformation"]["locales"]["en-US"]["examplePhrases"]
    name = model["invocationName"]
    samples = set(chain.from_iterable(intent["samples"] for intent in model["intents"]))
    assert phrases[0] == f"Alexa, open {name}"
    for phrase in phrases[1:]:
        assert phrase.removeprefix(f"Alexa, ask {name} ") in samples
    assert len(json.dumps(manifest)) < 10_000
