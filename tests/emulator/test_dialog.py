"""What is said after the skill asked for a slot, or whether one is right."""

from typing import Any

import pytest

from app.emulator.dialog import Dialog
from app.emulator.heard import ANSWER, FALLBACK
from app.emulator.intents import Intents, slots_said
from app.emulator.resolve import Resolver
from tests.emulator.world import confirm, elicit, tea_house

Json = dict[str, Any]
REQUEST: Json = {"request": {"type": "IntentRequest", "intent": {"name": "PayIntent"}}}
ORDER = elicit("tea", "OrderIntent", "tea", "spice", count="2")
WHO = elicit("who", "NameIntent", "who")
TABLE = elicit("table", "TableIntent", "table")
RIGHT = confirm("count", "OrderIntent", "tea", "spice", count="90")


def opened(directive: Json) -> Dialog:
    found = Dialog.of({"response": {"directives": [directive]}}, REQUEST)
    assert found is not None
    return found


def asked(resolver: Resolver, directive: Json, words: str) -> Json:
    """The request that follows a directive."""
    dialog = opened(directive)
    heard = resolver.resolve(words, dialog)
    return Intents(tea_house(), "skill", resolver.static).request(heard, dialog)


@pytest.mark.parametrize(
    ("directive", "words", "intent", "slots", "state"),
    [
        (ORDER, "sencha", "OrderIntent", {"count": "2", "tea": "green"}, "IN_PROGRESS"),
        (ORDER, "the black tea please", "OrderIntent", {"count": "2", "tea": "black"}, "IN_PROGRESS"),
        (ORDER, "i meant assam", "OrderIntent", {"count": "2", "tea": "assam"}, "IN_PROGRESS"),
        (ORDER, "bring me three assam", "OrderIntent", {"count": "3", "tea": "assam"}, "IN_PROGRESS"),
        (ORDER, "earl grey", "OrderIntent", {"count": "2", "tea": "earl grey"}, "IN_PROGRESS"),
        (ORDER, "i want to pay", "PayIntent", {}, None),
        (ORDER, "stop", "AMAZON.StopIntent", {}, None),
        (ORDER, "my name is anna", "NameIntent", {"who": "anna"}, "STARTED"),
        (ORDER, "five", "OrderIntent", {"count": "2", "tea": "five"}, "IN_PROGRESS"),
        (ORDER, "colorless green ideas sleep furiously", FALLBACK, {}, None),
        (WHO, "anna", "NameIntent", {"who": "anna"}, "IN_PROGRESS"),
        (WHO, "zaphod", "NameIntent", {"who": "zaphod"}, "IN_PROGRESS"),
        (WHO, "zaphod beeblebrox", "NameIntent", {"who": "zaphod beeblebrox"}, "IN_PROGRESS"),
        (WHO, "no", "AMAZON.NoIntent", {}, None),
        (WHO, "the bill please", "PayIntent", {}, None),
        (TABLE, "twelve", "TableIntent", {"table": "12"}, "IN_PROGRESS"),
        (TABLE, "one oh four", "TableIntent", {"table": "104"}, "IN_PROGRESS"),
        (TABLE, "gibberish", FALLBACK, {}, None),
        (RIGHT, "what", FALLBACK, {}, None),
        (RIGHT, "bring me two assam", "OrderIntent", {"count": "2", "tea": "assam"}, "IN_PROGRESS"),
    ],
)  # fmt: skip
def test_what_follows_a_question(
    directive: Json, words: str, intent: str, slots: Json, state: str | None, small: Resolver
) -> None:
    request = asked(small, directive, words)
    assert request["intent"]["name"] == intent
    assert slots_said({"request": request}) == slots
    assert request.get("dialogState") == state


@pytest.mark.parametrize(("words", "status"), [("yes", "CONFIRMED"), ("no thanks", "DENIED")])
def test_a_yes_or_no_confirms_the_slot_that_was_asked_about(
    words: str, status: str, small: Resolver
) -> None:
    request = asked(small, RIGHT, words)
    slots = request["intent"]["slots"]
    assert request["intent"]["name"] == "OrderIntent"
    assert slots["count"] == {"name": "count", "confirmationStatus": status, "value": "90"}
    assert slots["tea"]["confirmationStatus"] == request["intent"]["confirmationStatus"] == "NONE"


def test_a_whole_intent_can_be_confirmed(small: Resolver) -> None:
    directive = {k: v for k, v in RIGHT.items() if k != "slotToConfirm"}
    request = asked(small, directive | {"type": "Dialog.ConfirmIntent"}, "yes")
    assert request["intent"]["confirmationStatus"] == "CONFIRMED"
    assert request["intent"]["slots"]["count"]["confirmationStatus"] == "NONE"


def test_a_directive_without_an_intent_goes_on_with_the_requests_own(small: Resolver) -> None:
    own = {"name": "TableIntent", "slots": {"table": {"name": "table"}}}
    directive = {"type": "Dialog.ElicitSlot", "slotToElicit": "table"}
    dialog = Dialog.of({"response": {"directives": [directive]}}, {"request": {"intent": own}})
    heard = small.resolve("seven", dialog)
    assert (heard.intent, heard.slots, heard.how) == ("TableIntent", {"table": ("7",)}, ANSWER)


def test_without_a_directive_nothing_is_open() -> None:
    assert Dialog.of({"response": {}}, REQUEST) is None
    assert Dialog.of({"response": {"directives": [{"type": "Hint"}]}}, REQUEST) is None
