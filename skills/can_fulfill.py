"""Name-free talk: whether this skill could do what somebody asked Alexa for without naming any skill.

May import `skills.slots`. Amazon's "Implement CanFulfillIntentRequest": an answer for the intent and for each slot; nothing
is changed or charged, and nobody is known. Intents that are not in the table are not for strangers.
"""

from collections.abc import Mapping
from typing import Any

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model import IntentRequest, Response
from ask_sdk_model.canfulfill import (
    CanFulfillIntent,
    CanFulfillIntentRequest,
    CanFulfillIntentValues,
    CanFulfillSlot,
    CanFulfillSlotValues,
    CanUnderstandSlotValues,
)

from skills.silent import keep_nothing
from skills.slots import Slots

NEEDS: Mapping[str, frozenset[str]] = {
    "AddItemIntent": frozenset({"product"}),
    "AddItemsIntent": frozenset({"product", "second_product"}),
    "SearchIntent": frozenset(),
    "PriceIntent": frozenset({"product"}),
    "OptionsIntent": frozenset({"product"}),
    "StockIntent": frozenset({"product"}),
    "DetailsIntent": frozenset({"product"}),
    "HoursIntent": frozenset(),
    "BranchIntent": frozenset(),
    "FindIntent": frozenset(),
    "CompareIntent": frozenset({"product", "second_product"}),
    "ChooseIntent": frozenset(),
    "AskIntent": frozenset({"question"}),
    "PairingIntent": frozenset({"product"}),
}
"""Intents that anybody may be sent here for, with the slots that must be understood"""
SPOKEN = frozenset({"quantity", "second_quantity", "part", "price", "cents"})
"""Slots that need no entity resolution"""
_EMPTY = CanFulfillSlot(CanUnderstandSlotValues.MAYBE, CanFulfillSlotValues.YES)
"""A slot without a value stands in nobody's way, but each slot asked about has to be answered"""


class CanFulfill(AbstractRequestHandler):
    """Answers from the table."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Whether that is asked."""
        return isinstance(handler_input.request_envelope.request, CanFulfillIntentRequest)

    def handle(self, handler_input: HandlerInput) -> Response:
        """YES where all is understood, MAYBE where a needed slot is still open, NO for what is not ours."""
        keep_nothing(handler_input)
        request: Any = handler_input.request_envelope.request
        intent = request.intent
        slots = Slots.of(IntentRequest(intent=intent))
        known = {name: _understood(name, slots) for name in slots.values}
        judged = _judged(str(intent.name) if intent else "", known)
        asked = (intent and intent.slots) or {}
        found = {name: _slot(known[name]) if name in known else _EMPTY for name in asked}
        return Response(can_fulfill_intent=CanFulfillIntent(judged, found or None))


def _judged(intent: str, known: Mapping[str, bool]) -> CanFulfillIntentValues:
    if intent not in NEEDS or not all(known.values()):
        return CanFulfillIntentValues.NO
    complete = NEEDS[intent] <= set(known)
    return CanFulfillIntentValues.YES if complete else CanFulfillIntentValues.MAYBE


def _understood(name: str, slots: Slots) -> bool:
    if name in SPOKEN:
        return slots.number(name) is not None
    return all(value.ids for value in slots.values[name])


def _slot(understood: bool) -> CanFulfillSlot:
    word = "YES" if understood else "NO"
    return CanFulfillSlot(CanUnderstandSlotValues(word), CanFulfillSlotValues(word))
