"""What Alexa keeps of a session: its id, attributes, the open dialog and the entities that the skill sent for it.

Imports this room only.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self

from app.emulator.dialog import Dialog
from app.emulator.values import Values, slot_types

Json = dict[str, Any]
UPDATE = "Dialog.UpdateDynamicEntities"
KEPT = timedelta(minutes=30)


@dataclass(frozen=True)
class Entities:
    """Dynamic entities, and until when."""

    values: Values
    until: datetime


@dataclass(frozen=True)
class Session:
    """A session after its last answer."""

    id: str
    new: bool = True
    attributes: Json = field(default_factory=dict)
    dialog: Dialog | None = None
    entities: Entities | None = None
    listening: bool = True
    """The microphone is open; a screen can stay on without it"""
    response: Json = field(default_factory=dict)
    """The last answer; silence has its reprompt said"""
    silences: int = 0

    def after(self, response: Json, request: Json, now: datetime) -> Self:
        """Keep what an answer asks to be kept."""
        return replace(
            self,
            new=False,
            attributes=response.get("sessionAttributes") or {},
            dialog=Dialog.of(response, request),
            entities=_entities(response, self.entities, now),
            listening=response["response"].get("shouldEndSession") is False,
            response=response,
            silences=0,
        )

    def dynamic(self, now: datetime) -> Values | None:
        """The entities that still hold."""
        return self.entities.values if self.entities and now < self.entities.until else None


def _entities(response: Json, before: Entities | None, now: datetime) -> Entities | None:
    for directive in response["response"].get("directives") or ():
        if directive.get("type") == UPDATE:
            clear = directive.get("updateBehavior") == "CLEAR"
            types = slot_types(directive.get("types") or ())
            before = None if clear else Entities(Values(types), now + KEPT)
    return before
