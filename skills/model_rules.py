"""Amazon's rules for an interaction model, checked on the document itself, so that any package can be checked.

May import `skills.lint` (findings). Words and limits are in `model_rules.yaml`. That a name is not just a person's or a
place's cannot be told here.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from skills.lint import Finding

SOURCE = Path(__file__).with_name("model_rules.yaml")
LETTERS = r"[^\W\d_]"
INVOCATION = re.compile(r"(?:[a-z]+(?:'s|s')?|[a-z]\.)(?: (?:[a-z]+(?:'s|s')?|[a-z]\.))*")
SAMPLE = re.compile(rf"(?:{LETTERS}|['. ]|{{\w+}})+")
SLOT = re.compile(r"{(\w+)}")
Json = dict[str, Any]


@cache
def rules() -> Json:
    """Read the file, once."""
    document: Json = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    return document


def faults(model: Json, where: str) -> Iterator[Finding]:
    """Every rule that the interaction model of a locale breaks; `where` names it."""
    language = model["interactionModel"]["languageModel"]
    yield from invocation(language["invocationName"], where)
    yield from _samples(language, where)
    yield from _overlaps(language, where)
    yield from _limits(model, where)
    yield from _dialog(model["interactionModel"], where)


def invocation(name: str, where: str) -> Iterator[Finding]:
    """What an invocation name may not be."""
    words, forbidden = name.split(), rules()["invocation"]
    if not INVOCATION.fullmatch(name):
        allowed = "lower case letters, spaces, a possessive apostrophe and initials like 'a. b.'; numbers spelled"
        yield Finding("invocation", f"{name!r}: only {allowed}", where)
    if len(words) < 2:
        yield Finding("invocation", f"{name!r}: two words or more", where)
    for kind in ("launch", "wake", "connecting"):
        for word in sorted(set(words) & set(forbidden[kind])):
            yield Finding("invocation", f"{name!r}: {word!r} is a {kind} word", where)
    if len(words) == 2 and set(words) & set(forbidden["articles"]):
        yield Finding("invocation", f"{name!r}: two words, one of them an article", where)


def _samples(language: Json, where: str) -> Iterator[Finding]:
    """Samples of characters or slots that cannot be."""
    types = {kind["name"] for kind in language.get("types", ())}
    for intent in language["intents"]:
        own = {slot["name"]: slot["type"] for slot in intent.get("slots", ())}
        for slot, kind in own.items():
            if kind not in types and not kind.startswith("AMAZON."):
                yield Finding(
                    "sample", f"slot {slot} has no type {kind}", f"{where} {intent['name']}"
                )
        for sample in intent.get("samples", ()):
            fault = _sample_fault(sample, set(own))
            if fault:
                yield Finding("sample", f"{sample!r}: {fault}", f"{where} {intent['name']}")


def _sample_fault(sample: str, slots: set[str]) -> str:
    used = SLOT.findall(sample)
    if re.search(r"\d", SLOT.sub("", sample)):
        return "numbers are spelled"
    if not SAMPLE.fullmatch(sample) or sample != " ".join(sample.split()):
        return "only letters, single spaces, apostrophes, periods and slots"
    if not set(used) <= slots or len(set(used)) < len(used):
        return f"each slot once, and of {', '.join(sorted(slots)) or 'none'}"
    return ""


def _overlaps(language: Json, where: str) -> Iterator[Finding]:
    """The same words in two intents, once slots are written as their types; or what a built-in intent means."""
    owners: dict[str, dict[str, None]] = defaultdict(dict)
    for intent in language["intents"]:
        for phrase in rules()["builtin"].get(intent["name"], ()):
            owners[phrase][intent["name"]] = None
        kinds = {slot["name"]: slot["type"] for slot in intent.get("slots", ())}
        for sample in intent.get("samples", ()):
            owners[_typed(sample, kinds)][intent["name"]] = None
    for said, intents in owners.items():
        if len(intents) > 1:
            yield Finding("overlap", said, f"{where} {' and '.join(intents)}")


def _typed(sample: str, kinds: Mapping[str, str]) -> str:
    """Write slots as their types."""
    return SLOT.sub(lambda slot: f"{{{kinds.get(slot[1], slot[1])}}}", sample.lower())


def _limits(model: Json, where: str) -> Iterator[Finding]:
    """What is too long or too many."""
    language, most = model["interactionModel"]["languageModel"], rules()["limits"]
    intents = language["intents"]
    sizes = [("model", len(json.dumps(model)), where), ("intents", len(intents), where)]
    sizes += [("samples", len(i.get("samples", ())), f"{where} {i['name']}") for i in intents]
    sizes += [("all_samples", sum(len(i.get("samples", ())) for i in intents), where)]
    sizes += [("sample", len(s), f"{where} {s!r}") for i in intents for s in i.get("samples", ())]
    for kind in language.get("types", ()):
        names = (v["name"] for v in kind["values"])
        said = (s for name in names for s in (name["value"], *name.get("synonyms", ())))
        sizes += [("value", len(text), f"{where} {kind['name']} {text!r}") for text in said]
    for name, size, place in sizes:
        if size > most[name]:
            yield Finding("limit", f"{name}: {size}, at most {most[name]}", place)


def _dialog(model: Json, where: str) -> Iterator[Finding]:
    """Intents, slots and prompts that the dialog names, and samples of its intents that are one slot alone."""
    intents = {intent["name"]: intent for intent in model["languageModel"]["intents"]}
    known = {prompt["id"] for prompt in model.get("prompts", ())}
    for talk in model.get("dialog", {}).get("intents", ()):
        place, intent = f"{where} dialog {talk['name']}", intents.get(talk["name"], {})
        slots = [slot["name"] for slot in intent.get("slots", ())]
        if sorted(slots) != sorted(slot["name"] for slot in talk["slots"]):
            yield Finding("dialog", f"slots are not those of the intent: {', '.join(slots)}", place)
        named = {p for part in (talk, *talk["slots"]) for p in part.get("prompts", {}).values()}
        for prompt in sorted(named - known):
            yield Finding("dialog", f"there is no prompt {prompt}", place)
        for sample in intent.get("samples", ()):
            if SLOT.fullmatch(sample):
                yield Finding("dialog", f"{sample!r} belongs to the slot's own samples", place)
