"""The interaction model of a locale, generated from the language and the catalogue.

May import `skills`. Shape: Amazon's "Interaction Model Schema". Alexa's samples have no optional words, so a bounded set
stands for the templates; built-in intents keep Alexa's own samples. An intent of the dialog has no sample that is one slot
alone: Amazon has refused such models, and hears such an answer by the samples of the slot itself.
"""

import re
from collections.abc import Collection
from typing import Any

from skills.dialog_model import answers, dialog, elicited, prompts
from skills.directives import Asked
from skills.lexicon import Lexicon
from skills.model_rules import rules
from skills.samples import bounded, every
from skills.slot_types import SlotType
from skills.suggestions import suggested_samples
from skills.wording import Wording

MOST = 40  # samples of one template, beside those of the templates before it
SLOT_ALONE = re.compile(r"{\w+}")
Json = dict[str, Any]


def model(lexicon: Lexicon, wording: Wording) -> Json:
    """The interaction model of the lexicon's locale."""
    used = dict.fromkeys(s for slots in lexicon.intent_slots.values() for s in slots)
    types = dict.fromkeys(lexicon.slots[slot] for slot in used)
    custom = [lexicon.types[name] for name in types if not lexicon.types[name].builtin]
    asked = elicited(lexicon)
    told = suggested_samples(lexicon, wording)
    intents = [_intent(lexicon, name, asked, told.get(name, ())) for name in lexicon.sources]
    return {
        "interactionModel": {
            "languageModel": {
                "invocationName": lexicon.language.invocation_name,
                "intents": intents,
                "types": [_type(t) for t in custom],
            },
            "dialog": dialog(lexicon),
            "prompts": prompts(lexicon, wording),
        }
    }


def _intent(lexicon: Lexicon, name: str, asked: Collection[Asked], told: Collection[str]) -> Json:
    if name.startswith("AMAZON."):
        return {"name": name, "samples": []}
    source = lexicon.sources[name]
    said = dict.fromkeys(told)
    for template in source.all:
        tidy = (re.sub(r"\ban {", "a {", sample) for sample in every(lexicon, template))
        short = (s for s in dict.fromkeys(tidy) if len(s) <= rules()["limits"]["sample"])
        said |= dict.fromkeys(bounded([s for s in short if s not in said], MOST))
    if any(slot.intent == name for slot in asked):
        said = {sample: None for sample in said if not SLOT_ALONE.fullmatch(sample)}
    slots = [_slot(lexicon, Asked(name, slot), asked) for slot in lexicon.intent_slots[name]]
    return {"name": name, "slots": slots, "samples": list(said)}


def _slot(lexicon: Lexicon, slot: Asked, asked: Collection[Asked]) -> Json:
    kind = lexicon.types[lexicon.slots[slot.slot]]
    found: Json = {"name": slot.slot, "type": kind.builtin or kind.name}
    if kind.many and lexicon.language.multiple_values:
        found["multipleValues"] = {"enabled": True}
    return found | ({"samples": answers(lexicon, slot)} if slot in asked else {})


def _type(slot_type: SlotType) -> Json:
    values = [
        {"id": v.id, "name": {"value": v.spoken[0], "synonyms": list(v.spoken[1:])}}
        for v in slot_type.values
    ]
    return {"name": slot_type.name, "values": values}
