"""What an utterance is an answer to: brings Alexa's dialog and plain words at the counter to the same intent.

May import `skills.answer` and `skills.slots`.
"""

from skills.answer import Focus
from skills.slots import Slots

YES, NO = "AMAZON.YesIntent", "AMAZON.NoIntent"
ADD = "AddItemIntent"


def answered(intent: str, slots: Slots, focus: Focus) -> str:
    """The intent meant after the question in focus.

    A slot that Alexa asked to confirm comes back with a status instead of as a yes or no. A product alone, after "which
    one do you mean?", goes to what was asked about, and is not an order.
    """
    if focus.question == "confirm" and intent == focus.then and slots.confirmed:
        return YES if all(slots.confirmed.values()) else NO
    if focus.question == "which" and intent == ADD and set(slots.values) == {"product"}:
        return focus.then or ADD
    return intent
