"""Carts that were left: mentioned at the next visit, and by message to who asked for that and agreed.

May import `models` and `skills`. Nobody is asked for this consent unasked.
"""

from typing import Any

from models import cart, cart_reminders, consent, contacts
from models.channels import Purpose
from skills.answer import Answer, Say, say
from skills.describe import lines_items
from skills.handlers.consenting import ask_consent, keep_consent
from skills.handlers.questions import PAGE, anything_else
from skills.turn import Turn

KIND = "left_cart"


def at_launch(turn: Turn) -> list[Say]:
    """What a known customer left in the cart, if it was left for a while; once for a cart."""
    left = cart.current(turn.session, turn.owner) if turn.known else None
    if left is None or not left.lines:
        return []
    if not cart_reminders.visited(turn.session, left, turn.now):
        return []
    return [say("left_items", items=lines_items(left.lines[:PAGE]))]


def remind(turn: Turn) -> Answer:
    """Ask whether to send messages of carts that are left; where there is no address, say so."""
    if not turn.known:
        return anything_else(say("cart_not_here"))
    reached = contacts.channels(turn.session, turn.owner)
    if not reached:
        return anything_else(say("cart_ways"), say("cart_no_address"))
    standing = consent.standing(turn.session, turn.owner, Purpose.OFFERS)
    new = [one for one in reached if one.value not in {c.channel for c in standing}]
    if not new:
        return anything_else(say("cart_agreed"))
    return ask_consent(turn, KIND, new, new, (say("cart_ways"), say("ask_cart")))


def confirmed(turn: Turn, data: dict[str, Any]) -> Answer:
    """Keep the yes, by channel."""
    keep_consent(turn, Purpose.OFFERS, data["channels"], data["words"])
    return anything_else(say("cart_agreed"))
