"""What an utterance is an answer to: brings Alexa's dialog and plain words at the counter to the same intent and slots.

May import `skills.answer`, `skills.called`, `skills.items` (a name), `skills.references`, `skills.slot_types` and
`skills.slots`.

A reference becomes the product that it means. What was
wished before a question waits in the focus with all its slots, so that the answer completes that wish and no other; whatever
is no answer is a new wish, and takes nothing of the old one.
"""

from dataclasses import dataclass, replace

from skills.answer import Focus
from skills.called import FIRST_NAME, called, is_refused, language_of
from skills.items import SECOND
from skills.references import REFERENCE, referred
from skills.slot_types import normalise
from skills.slots import Resolved, Slots

YES, NO = "AMAZON.YesIntent", "AMAZON.NoIntent"
ADD, CHANGE, CORRECT = "AddItemIntent", "ChangeItemIntent", "CorrectIntent"
FIND, CHOOSE, PICK = "FindIntent", "ChooseIntent", "PickIntent"
NAME = "NameIntent"
UNCLEAR = "AMAZON.FallbackIntent"


@dataclass(frozen=True)
class Meant:
    """An intent with its slots, and the focus that it is understood in."""

    intent: str
    slots: Slots
    focus: Focus


def meant(intent: str, slots: Slots, focus: Focus) -> Meant:
    """The intent and slots meant after the question in focus."""
    refers = REFERENCE in slots.values
    slots, focus = referred(slots, focus)
    intent = ADD if intent == PICK else intent  # what is picked is a product that is added
    if focus.question == "which" and intent == ADD and refers and not slots.one("product"):
        return Meant(UNCLEAR, slots, focus)
    if focus.question == "confirm" and intent == focus.then and slots.confirmed:
        return Meant(YES if all(slots.confirmed.values()) else NO, slots, focus)
    if focus.question == "which" and intent in (ADD, CORRECT) and _names_product(slots, focus):
        named = {focus.group or "product": slots.values["product"]}
        waiting = Slots.kept(focus.waiting.get("slots"))
        whole = replace(waiting, values={**waiting.values, **named})
        return Meant(focus.then or ADD, whole, replace(focus, waiting={}))
    if focus.question == "guide" and intent == FIND and set(slots.values) == {"trait"}:
        return Meant(CHOOSE, slots, focus)
    if (
        focus.question == "which_line"
        and intent in (ADD, CHANGE, CORRECT)
        and _picks_line(slots, focus)
    ):
        having = [[option.group, option.text] for option in slots.options()]
        waiting = Slots.kept(focus.waiting.get("slots"))
        return Meant(focus.then, waiting, replace(focus, waiting={"having": having}))
    return Meant(intent, slots, focus)


def named(found: Meant, locale: str) -> Meant:
    """The same with the words around a name cut off; where it is none, it is no answer, or says that none is given."""
    words = normalise(found.slots.words(FIRST_NAME))
    language = language_of(locale) if words else None
    if language is None:
        return found
    if name := called(words, language):
        if name == words:
            return found
        values = {**found.slots.values, FIRST_NAME: (Resolved(name, (name,)),)}
        return replace(found, slots=replace(found.slots, values=values))
    if found.intent not in (NAME, CORRECT):
        return found
    refused = found.focus.question == "name" and is_refused(words, language)
    return replace(found, intent=NO if refused else UNCLEAR)


def _names_product(slots: Slots, focus: Focus) -> bool:
    """Whether a product is named and nothing else, and of those offered, if any were."""
    if set(slots.values) != {"product"}:
        return False
    said, offered = set(slots.values["product"][0].ids), set(focus.waiting.get("offered", ()))
    return not said or not offered or bool(said & offered)


def _picks_line(slots: Slots, focus: Focus) -> bool:
    """Whether nothing is said but the product asked about, or options of it."""
    counted = {"quantity", "part"} & set(slots.values)
    if counted or any(name.startswith(SECOND) for name in slots.values):
        return False
    product = slots.one("product")
    same = product is None or not focus.product or focus.product in product.ids
    return same and bool(slots.values)
