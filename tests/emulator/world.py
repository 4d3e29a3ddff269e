"""A small skill's package, so that what Alexa does can be judged without ours."""

from typing import Any

from app.emulator.model import Model

Json = dict[str, Any]


def value(identity: str, name: str, *synonyms: str) -> Json:
    return {"id": identity, "name": {"value": name, "synonyms": list(synonyms)}}


TEA = {"name": "tea", "type": "tea", "samples": ["{tea}", "i meant {tea}"]}
SPICES = {"name": "spice", "type": "spice", "multipleValues": {"enabled": True}}
DOCUMENT: Json = {
    "interactionModel": {
        "languageModel": {
            "invocationName": "tea house",
            "intents": [
                {
                    "name": "OrderIntent",
                    "slots": [{"name": "count", "type": "AMAZON.NUMBER"}, TEA, SPICES],
                    "samples": [
                        "bring me {tea}",
                        "bring me {count} {tea}",
                        "i would like {tea} with {spice}",
                    ],
                },
                {
                    "name": "NameIntent",
                    "slots": [{"name": "who", "type": "AMAZON.FirstName", "samples": ["{who}"]}],
                    "samples": ["my name is {who}"],
                },
                {"name": "PayIntent", "samples": ["i want to pay", "the bill please"]},
                {
                    "name": "TableIntent",
                    "slots": [{"name": "table", "type": "AMAZON.NUMBER"}],
                    "samples": ["table {table}"],
                },
                *(
                    {"name": f"AMAZON.{n}Intent", "samples": []}
                    for n in ("Yes", "No", "Stop", "Help", "Fallback")
                ),
            ],
            "types": [
                {
                    "name": "tea",
                    "values": [
                        value("green", "green tea", "sencha"),
                        value("black", "black tea", "breakfast tea"),
                        value("iced", "iced black tea"),
                        value("assam", "assam", "breakfast tea"),
                    ],
                },
                {
                    "name": "spice",
                    "values": [
                        value("mint", "mint"),
                        value("ginger", "ginger"),
                        value("clove", "cloves"),
                    ],
                },
            ],
        },
        "dialog": {
            "intents": [
                {
                    "name": name,
                    "confirmationRequired": False,
                    "slots": [{"name": slot, "type": kind} for slot, kind in slots.items()],
                }
                for name, slots in {
                    "OrderIntent": {"count": "AMAZON.NUMBER", "tea": "tea", "spice": "spice"},
                    "NameIntent": {"who": "AMAZON.FirstName"},
                    "TableIntent": {"table": "AMAZON.NUMBER"},
                }.items()
            ]
        },
    }
}


def tea_house() -> Model:
    return Model.of(DOCUMENT, "en-US")


def elicit(slot: str, intent: str, *names: str, **kept: str) -> Json:
    """A directive that asks for a slot."""
    return {
        "type": "Dialog.ElicitSlot",
        "slotToElicit": slot,
        "updatedIntent": _intent(intent, names, kept),
    }


def confirm(slot: str, intent: str, *names: str, **kept: str) -> Json:
    """A directive that asks whether a slot is right."""
    return {
        "type": "Dialog.ConfirmSlot",
        "slotToConfirm": slot,
        "updatedIntent": _intent(intent, names, kept),
    }


def _intent(name: str, names: tuple[str, ...], kept: Json) -> Json:
    slots = {n: {"name": n, "confirmationStatus": "NONE"} for n in (*names, *kept)}
    for slot, words in kept.items():
        slots[slot]["value"] = words
    return {"name": name, "confirmationStatus": "NONE", "slots": slots}


def entities(*values: Json) -> Json:
    """A directive with this session's own teas."""
    types = [{"name": "tea", "values": list(values)}]
    return {"type": "Dialog.UpdateDynamicEntities", "updateBehavior": "REPLACE", "types": types}
