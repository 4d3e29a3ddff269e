"""The intent of a request, with entity resolution: static values and dynamic ones, each by its own authority.

Imports this room only. Shapes: Amazon's "Request and Response JSON Reference" and "Use Dynamic Entities".
"""

from dataclasses import dataclass
from typing import Any

from app.emulator.dialog import Dialog
from app.emulator.heard import Heard
from app.emulator.model import Model, Slot
from app.emulator.values import Values

AUTHORITY = "amzn1.er-authority.echo-sdk"
MATCH, NO_MATCH = "ER_SUCCESS_MATCH", "ER_SUCCESS_NO_MATCH"
MOST = 5  # values of one resolution
Json = dict[str, Any]


@dataclass(frozen=True)
class Intents:
    """Writes intents of one skill in one session."""

    model: Model
    skill_id: str
    static: Values
    dynamic: Values | None = None

    def request(self, heard: Heard, dialog: Dialog | None) -> Json:
        """Write an intent request without the parts that all requests have."""
        intent = self.intent(heard)
        request: Json = {"type": "IntentRequest", "intent": intent}
        if heard.answers and dialog:
            return request | {
                "intent": dialog.go_on(intent, heard.confirmation),
                "dialogState": "IN_PROGRESS",
            }
        started = {"dialogState": "STARTED"} if heard.intent in self.model.dialogs else {}
        return request | started

    def intent(self, heard: Heard) -> Json:
        """Write what was heard; a slot that was not said has a name only."""
        intent: Json = {"name": heard.intent, "confirmationStatus": "NONE"}
        known = self.model.intents.get(heard.intent)
        if known and known.slots:
            said = heard.slots
            intent["slots"] = {s.name: self._slot(s, said.get(s.name, ())) for s in known.slots}
        return intent

    def _slot(self, slot: Slot, said: tuple[str, ...]) -> Json:
        written: Json = {"name": slot.name, "confirmationStatus": "NONE"}
        if not said:
            return written
        values = [self._value(slot.type, words) for words in said]
        if len(values) > 1:
            several = {"type": "List", "values": values}
            return written | {"source": "USER", "slotValue": several}
        simple = {name: part for name, part in values[0].items() if name != "type"}
        return written | simple | {"source": "USER", "slotValue": values[0]}

    def _value(self, kind: str, words: str) -> Json:
        value: Json = {"type": "Simple", "value": words}
        if kind not in self.model.types:  # Alexa's own types resolve nothing
            return value
        authorities = [self._authority(self.static, f"{self.skill_id}.{kind}", kind, words)]
        if self.dynamic and kind in self.dynamic.types:
            name = f"dynamic.{self.skill_id}.{kind}"
            authorities.insert(0, self._authority(self.dynamic, name, kind, words))
        return value | {"resolutions": {"resolutionsPerAuthority": authorities}}

    def _authority(self, values: Values, name: str, kind: str, words: str) -> Json:
        found = values.resolve(kind, words)[:MOST]
        written: Json = {
            "authority": f"{AUTHORITY}.{name}",
            "status": {"code": MATCH if found else NO_MATCH},
        }
        if found:
            written["values"] = [{"value": {"name": v.name.value, "id": v.id}} for v in found]
        return written


def slots_said(request: Json) -> dict[str, Any]:
    """Read the filled slots of a request: the ids they resolved to, else the words; several as a list.

    For both doors: an intent looks the same at either.
    """
    slots = (request["request"].get("intent") or {}).get("slots") or {}
    found = {name: [_said(value) for value in _values(slot)] for name, slot in slots.items()}
    return {name: v[0] if len(v) == 1 else v for name, v in found.items() if v}


def _values(slot: Json) -> list[Json]:
    several = (slot.get("slotValue") or {}).get("values")
    return several or ([slot] if slot.get("value") else [])


def _said(value: Json) -> str:
    """Several ids of one value are written with a bar between."""
    authorities = (value.get("resolutions") or {}).get("resolutionsPerAuthority") or ()
    ids = (v["value"]["id"] for a in authorities for v in a.get("values") or ())
    return "|".join(dict.fromkeys(ids)) or str(value["value"])
