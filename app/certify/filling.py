"""How the slots of an intent are filled, with the resolutions that Alexa would give. Imports the package.

Shapes: Amazon's "Entity Resolution". Alexa's own types resolve nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.certify.package import Json, intents, slots, types

BUILT_IN = {
    "AMAZON.NUMBER": "2",
    "AMAZON.FirstName": "anna",
    "AMAZON.TIME": "17:30",
    "AMAZON.DURATION": "PT30M",
}
MATCH, NO_MATCH = "ER_SUCCESS_MATCH", "ER_SUCCESS_NO_MATCH"


@dataclass(frozen=True)
class Fill:
    """What a slot is filled with: values of its type by id, place or name; other words resolve to nothing."""

    ids: tuple[str, ...] = ()
    """Several are what the same words may mean"""
    place: int | None = None
    words: str = ""
    """As said, in lower case; empty for the name of the value"""
    bare: bool = False
    """Without any resolution, as from the simulator"""


Said = Mapping[str, Fill | Sequence[Fill]]
"""By slot; several fills are several values of one slot"""


def intent(language: Json, name: str, said: Said, authority: str) -> Json:
    """An intent with all of its slots, filled or empty."""
    known = slots(intents(language).get(name, {}))
    filled = {
        slot: _slot(slot, types(language).get(found["type"]), str(found["type"]), said, authority)
        for slot, found in known.items()
    }
    made: Json = {"name": name, "confirmationStatus": "NONE"}
    return made | ({"slots": filled} if filled else {})


def _slot(name: str, kind: Json | None, type_name: str, said: Said, authority: str) -> Json:
    slot: Json = {"name": name, "confirmationStatus": "NONE"}
    if name not in said:
        return slot
    given = said[name]
    fills = [given] if isinstance(given, Fill) else given
    source = f"{authority}.{type_name}"
    values = [_value(kind, fill, source) if kind else _built_in(type_name, fill) for fill in fills]
    if len(values) > 1:
        return slot | {"source": "USER", "slotValue": {"type": "List", "values": values}}
    simple = {key: value for key, value in values[0].items() if key != "type"}
    return slot | simple | {"source": "USER", "slotValue": values[0]}


def _built_in(type_name: str, fill: Fill) -> Json:
    return {"type": "Simple", "value": fill.words or BUILT_IN.get(type_name, "two")}


def _value(kind: Json, fill: Fill, source: str) -> Json:
    """A value of a custom type."""
    values = kind["values"]
    found = [v for v in values if v.get("id") in fill.ids or _said(v) & {fill.words}]
    if fill.place is not None:
        found = [values[fill.place % len(values)]]
    names = [{"value": {"name": v["name"]["value"], "id": v["id"]}} for v in found]
    made: Json = {"type": "Simple", "value": fill.words or found[0]["name"]["value"]}
    if fill.bare:
        return made
    resolution: Json = {"authority": source, "status": {"code": MATCH if found else NO_MATCH}}
    resolution |= {"values": names} if names else {}
    return made | {"resolutions": {"resolutionsPerAuthority": [resolution]}}


def _said(value: Json) -> set[str]:
    return {value["name"]["value"].lower(), *map(str.lower, value["name"].get("synonyms", ()))}
