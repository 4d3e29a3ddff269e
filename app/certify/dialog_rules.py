"""Rules for the dialog of an interaction model, and for its prompts. Imports the package.

Amazon's "Dialog Interface Reference": only what stands here may be elicited or confirmed by a directive.
"""

import re
from collections.abc import Iterator

from app.certify.outcome import NotApplicable
from app.certify.package import Json, Package, at, intents, slots

DELEGATION = "SKILL_RESPONSE"
_SLOT = re.compile(r"\{(\w+)\}")


def dialog(package: Package) -> Iterator[str]:
    """Intents of the dialog are the model's own, their slots of the same types; nothing is delegated to Alexa."""
    if not any(at(model, "interactionModel", "dialog") for model in package.models.values()):
        raise NotApplicable("no model has a dialog")
    for locale, model in package.models.items():
        found = at(model, "interactionModel", "dialog")
        if found.get("delegationStrategy") != DELEGATION:
            yield f"{locale}: delegationStrategy is {found.get('delegationStrategy')!r}, want {DELEGATION!r}"
        known = intents(package.language(locale))
        for name, intent in intents(found).items():
            yield from (f"{locale}: {name}: {fault}" for fault in _intent(intent, known.get(name)))


def _intent(intent: Json, known: Json | None) -> Iterator[str]:
    if known is None:
        yield "is in the dialog and not in the language model"
        return
    own, listed = slots(known), slots(intent)
    strategy = intent.get("delegationStrategy", DELEGATION)
    if strategy != DELEGATION:
        yield f"delegationStrategy is {strategy!r}, want {DELEGATION!r}"
    for name, slot in listed.items():
        if name in own and slot.get("type") != own[name].get("type"):
            yield f"the slot {name} has the type {slot.get('type')}, in the language model {own[name].get('type')}"
        for kind in ("elicitation", "confirmation"):
            if slot.get(f"{kind}Required") and not at(slot, "prompts").get(kind):
                yield f"the slot {name} needs a prompt for its {kind}"


def prompts(package: Package) -> Iterator[str]:
    """Each prompt that is referred to is there, once, with words, and with slots of its intent only."""
    for locale, model in package.models.items():
        found = at(model, "interactionModel").get("prompts") or []
        texts = {str(prompt.get("id")): prompt.get("variations") or [] for prompt in found}
        if len(texts) < len(found):
            yield f"{locale}: a prompt is there twice"
        for identity, variations in texts.items():
            if not variations or not all(v.get("value") and v.get("type") for v in variations):
                yield f"{locale}: the prompt {identity} has no words"
        for name, intent in intents(at(model, "interactionModel", "dialog")).items():
            for identity in _referred(intent):
                for fault in _prompt(identity, texts, set(slots(intent))):
                    yield f"{locale}: {name}: {fault}"


def _referred(intent: Json) -> Iterator[str]:
    for place in (intent, *slots(intent).values()):
        yield from map(str, at(place, "prompts").values())
        yield from (str(v.get("prompt")) for v in place.get("validations") or ())


def _prompt(identity: str, texts: dict[str, list[Json]], known: set[str]) -> Iterator[str]:
    if identity not in texts:
        yield f"the prompt {identity} is not there"
    for variation in texts.get(identity, ()):
        used = set(_SLOT.findall(str(variation.get("value"))))
        yield from (f"the prompt {identity} names the slot {slot}" for slot in sorted(used - known))
