""" "The usual": what a customer orders most, with changes, asked about first. May import `models` and `skills`."""

from models import reorders
from models.usual import usual as usual_of
from skills.answer import Answer, Say, say
from skills.describe import product_item
from skills.handlers import adding
from skills.handlers.memory import unknown
from skills.handlers.orders import left_out_of
from skills.handlers.products import not_clear
from skills.handlers.questions import confirm, confirming, what_now
from skills.turn import Turn

KIND = "usual"


def usual(turn: Turn) -> Answer:
    """Say what it is and ask whether to add it; said again to that question it is a yes."""
    if not turn.known:
        return unknown(turn)
    if question := not_clear(turn):
        return question
    changes = turn.slots.options()
    if not changes and (asked := confirming(turn, KIND)):
        return adding.many_confirmed(turn, asked.data)
    found = usual_of(turn.session, turn.owner)
    if found is None:
        return what_now(say("no_past_order"))
    wanted, left_out = reorders.again(turn.session, found.lines, changes)
    gone = left_out_of(left_out)
    if not wanted:
        return what_now(*gone)
    items = [product_item(one.product, one.choices, one.quantity) for one in wanted]
    often = "ask_usual_often" if found.times > 1 else "ask_usual_once"
    asked_now = Say("ask_usual_changed" if changes else often, {"items": items})
    wishes = [
        {"product": one.product.id, "quantity": one.quantity, "options": adding.texts(one.asked)}
        for one in wanted
    ]
    return confirm(turn, KIND, {"wishes": wishes}, *gone, asked_now)
