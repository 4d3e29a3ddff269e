"""Alexa's dialog directives for the question that was asked: which intent and slot its answer belongs to.

May import `skills.answer`. The tables are also what the interaction model's dialog is made from. Rules: Amazon's "Dialog
Interface Reference"; a directive may lead to another custom intent than the one that came. Nothing is ever delegated.
Directives are plain JSON: the SDK's serializer takes 1 ms for an intent of twenty slots.
"""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ask_sdk_model import Intent

from skills.answer import Focus

CHOICE = "ChangeItemIntent"
"""The intent that a choice of an option belongs to; the slot is the option group's"""


class Asked(NamedTuple):
    """The slot of an intent that an answer fills."""

    intent: str
    slot: str


ELICITED: Mapping[str, Asked] = {
    "name": Asked("NameIntent", "first_name"),
    "number": Asked("NumberIntent", "number"),
    "code": Asked("CodeIntent", "passcode"),
    "category": Asked("SearchIntent", "category"),
    "which": Asked("AddItemIntent", "product"),
    "guide": Asked("ChooseIntent", "trait"),
}
"""By question; beside these every option group of `CHOICE` is asked for"""
CONFIRMED: tuple[Asked, ...] = (
    Asked("AddItemIntent", "quantity"),
    Asked("ChangeItemIntent", "quantity"),
)
"""Slots that a yes or no is asked about"""


Json = dict[str, Any]
DialogSlots = Mapping[str, tuple[str, ...]]
"""Slots by intent, as they stand in the deployed interaction model; Amazon knows no others"""


def deployed(package: Path) -> DialogSlots:
    """Read the slots of every intent from the package; without one nothing is elicited, and plain questions remain."""
    slots: dict[str, tuple[str, ...]] = {}
    for path in sorted(package.glob("interactionModels/custom/*.json")):
        slots |= _slots_of(path.read_text(encoding="utf-8"))
    return slots


@lru_cache(maxsize=16)
def _slots_of(model: str) -> DialogSlots:
    """The slots of each intent of an interaction model."""
    intents = json.loads(model)["interactionModel"]["languageModel"]["intents"]
    return {i["name"]: tuple(slot["name"] for slot in i.get("slots", ())) for i in intents}


def asking(focus: Focus, dialog: DialogSlots, came: Intent | None) -> Iterator[Json]:
    """The directive for the question in focus, if it is one about a slot; `came` is the intent of the request."""
    if focus.question == "confirm":
        yield from _confirm(focus, came)
        return
    choice = focus.question == "choice"
    asked = Asked(CHOICE, focus.group) if choice else ELICITED.get(focus.question)
    if asked and asked.slot in dialog.get(asked.intent, ()):
        empty = {name: _slot(name) for name in dialog[asked.intent]}
        yield _directive("ElicitSlot", "slotToElicit", asked, empty)


def _confirm(focus: Focus, came: Intent | None) -> Iterator[Json]:
    """Only for the intent that came: its other slots go back as they were."""
    asked = next((a for a in CONFIRMED if came and a.intent == focus.then == came.name), None)
    slots = (came and came.slots) or {}
    if asked and asked.slot in slots and slots[asked.slot].value:
        kept = {name: _slot(name, slot.value) for name, slot in slots.items()}
        yield _directive("ConfirmSlot", "slotToConfirm", asked, kept)


def _directive(kind: str, names: str, asked: Asked, slots: Json) -> Json:
    updated = {"name": asked.intent, "confirmationStatus": "NONE", "slots": slots}
    return {"type": f"Dialog.{kind}", names: asked.slot, "updatedIntent": updated}


def _slot(name: str, value: str | None = None) -> Json:
    slot = {"name": name, "confirmationStatus": "NONE"}
    return slot | ({"value": value} if value else {})
