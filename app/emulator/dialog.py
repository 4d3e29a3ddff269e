"""The question that a dialog directive leaves open, as Alexa keeps it. Imports nothing of ours.

Amazon's "Dialog Interface Reference": a directive without `updatedIntent` goes on with the request's own intent.
"""

from dataclasses import dataclass
from typing import Any, Self

Json = dict[str, Any]
_SLOT = {"Dialog.ElicitSlot": "slotToElicit", "Dialog.ConfirmSlot": "slotToConfirm"}
_INTENT = "Dialog.ConfirmIntent"


@dataclass(frozen=True)
class Dialog:
    """An open question."""

    type: str
    slot: str
    """The slot asked for or about; empty for a whole intent"""
    intent: Json
    """As the skill wants it to go on"""

    @classmethod
    def of(cls, response: Json, request: Json) -> Self | None:
        """Read a response's dialog directive; the last one counts."""
        found = None
        for directive in response.get("response", {}).get("directives") or ():
            kind = directive.get("type", "")
            if kind in _SLOT or kind == _INTENT:
                intent = directive.get("updatedIntent") or request["request"].get("intent") or {}
                found = cls(kind, directive.get(_SLOT.get(kind, ""), ""), intent)
        return found

    @property
    def name(self) -> str:
        """The intent's name."""
        return str(self.intent.get("name", ""))

    @property
    def elicits(self) -> str:
        """The slot asked for, if one is."""
        return self.slot if self.type == "Dialog.ElicitSlot" else ""

    @property
    def confirms(self) -> bool:
        """Whether a yes or no is asked for."""
        return self.type in ("Dialog.ConfirmSlot", _INTENT)

    def go_on(self, intent: Json, confirmation: str) -> Json:
        """Give the intent of the next request: kept slots, with what was said laid over them."""
        kept = {name: dict(slot) for name, slot in (self.intent.get("slots") or {}).items()}
        given = intent.get("slots") or {}
        said = {name: slot for name, slot in given.items() if filled(slot) or name not in kept}
        merged = intent | {"slots": given | kept | said}
        status = confirmation or "NONE"
        if confirmation and self.slot in merged["slots"]:
            merged["slots"][self.slot] = merged["slots"][self.slot] | {"confirmationStatus": status}
        return merged | {"confirmationStatus": status if self.type == _INTENT else "NONE"}


def filled(slot: Json) -> bool:
    """Whether a slot of a request has a value."""
    return "value" in slot or "slotValue" in slot
