"""The package for the ASK CLI, generated from the language and the catalogue: manifest and interaction model.

May import `skills`. Shapes: Amazon's "Interaction Model Schema" and "Skill Manifest Schema". Alexa's samples have no
optional words, so a bounded set stands for the templates; built-in intents keep Alexa's own samples.
"""

import json
from pathlib import Path
from typing import Any

from skills.lexicon import Lexicon
from skills.samples import samples
from skills.slot_types import SlotType

DIRECTORY = Path(__file__).parent / "package"
MOST_SAMPLES = 40  # of one template
Json = dict[str, Any]


def write(lexicon: Lexicon, directory: Path) -> list[Path]:
    """Write all files of the package; the same input gives the same bytes."""
    locale = lexicon.language.locale
    files = {
        directory / "skill.json": manifest(lexicon),
        directory / "interactionModels" / "custom" / f"{locale}.json": model(lexicon),
    }
    for path, document in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return list(files)


def model(lexicon: Lexicon) -> Json:
    """The interaction model of the lexicon's locale."""
    used = dict.fromkeys(s for slots in lexicon.intent_slots.values() for s in slots)
    types = dict.fromkeys(lexicon.slots[slot] for slot in used)
    custom = [lexicon.types[name] for name in types if not lexicon.types[name].builtin]
    return {
        "interactionModel": {
            "languageModel": {
                "invocationName": lexicon.language.invocation_name,
                "intents": [_intent(lexicon, name) for name in lexicon.sources],
                "types": [_type(t) for t in custom],
            }
        }
    }


def _intent(lexicon: Lexicon, name: str) -> Json:
    if name.startswith("AMAZON."):
        return {"name": name, "samples": []}
    source = lexicon.sources[name]
    said = [s for template in source.all for s in samples(lexicon, template, MOST_SAMPLES)]
    slots = [_slot(lexicon, slot) for slot in lexicon.intent_slots[name]]
    return {"name": name, "slots": slots, "samples": list(dict.fromkeys(said))}


def _slot(lexicon: Lexicon, slot: str) -> Json:
    slot_type = lexicon.types[lexicon.slots[slot]]
    found: Json = {"name": slot, "type": slot_type.builtin or slot_type.name}
    return found | ({"multipleValues": {"enabled": True}} if slot_type.many else {})


def _type(slot_type: SlotType) -> Json:
    values = [
        {"id": v.id, "name": {"value": v.spoken[0], "synonyms": list(v.spoken[1:])}}
        for v in slot_type.values
    ]
    return {"name": slot_type.name, "values": values}


def manifest(lexicon: Lexicon) -> Json:
    """The skill's manifest; the endpoint is filled in where it is deployed."""
    invocation = lexicon.language.invocation_name
    return {
        "manifest": {
            "manifestVersion": "1.0",
            "publishingInformation": {
                "locales": {
                    lexicon.language.locale: {
                        "name": invocation.title(),
                        "summary": "Order coffee by voice and pick it up.",
                        "description": "Ask about drinks and food, order, and hear when it is ready.",
                        "examplePhrases": [
                            f"Alexa, open {invocation}",
                            f"Alexa, ask {invocation} what do you have",
                            f"Alexa, ask {invocation} where is my order",
                        ],
                        "keywords": ["coffee", "order", "pickup"],
                    }
                },
                "isAvailableWorldwide": True,
                "category": "ORDERING",
                "distributionCountries": [],
            },
            "apis": {
                "custom": {
                    "endpoint": {
                        "uri": "https://example.com/alexa",
                        "sslCertificateType": "Trusted",
                    }
                }
            },
        }
    }
