"""Order status, cancelling, ordering the same again. May import `models` and `skills`.

Whose order it is: an account's own; at the counter, where anybody may stand, the one whose number and first name are
said.
"""

from dataclasses import replace

from models import orders, pending
from models.orders import Order
from skills.answer import Answer, Focus, Say, ask, say
from skills.describe import lines_items
from skills.turn import Turn

KIND = "cancel_order"
READ = 3  # orders read in one answer


def status(turn: Turn) -> Answer:
    """Where the order is."""
    found = _meant(turn)
    if isinstance(found, Answer):
        return found
    said = [_status(order) for order in found[:READ]]
    return ask(*said, say("ask_else"), focus=Focus("else", number=found[0].number))


def cancel(turn: Turn) -> Answer:
    """Ask whether the order is to be cancelled."""
    found = _meant(turn)
    if isinstance(found, Answer):
        return found
    order = found[0]
    pending.ask(turn.session, turn.owner, KIND, {"order": order.id}, turn.now)
    asked = say("ask_cancel", number=order.number, items=lines_items(order.lines))
    return ask(asked, focus=Focus("confirm"))


def cancel_confirmed(turn: Turn, data: dict[str, object]) -> Answer:
    """Cancel it, if it still can be."""
    order = orders.get(turn.session, int(str(data["order"])))
    orders.cancel(turn.session, order, turn.now)
    return ask(say("cancelled", number=order.number), say("ask_else"), focus=Focus("else"))


def reorder(turn: Turn) -> Answer:
    """Put the last order's items into the cart again."""
    found = _meant(turn, last=True)
    if isinstance(found, Answer):
        return found
    again = orders.reorder(turn.session, turn.owner, found[0], turn.now)
    left_out = (
        [say("left_out", names=[name for name, _ in again.left_out])] if again.left_out else []
    )
    if not again.lines:
        return ask(*left_out, say("ask_something"), focus=Focus("else"))
    added = say("added_several", items=lines_items(again.lines))
    focus = Focus("else", line=again.lines[-1].id)
    return ask(added, *left_out, say("ask_else"), focus=focus)


def _meant(turn: Turn, last: bool = False) -> list[Order] | Answer:
    """The orders meant, newest first, never none; or the question that finds them."""
    number = turn.slots.number("number") or turn.focus.number
    name = turn.slots.words("first_name")
    if turn.known:
        own = _own(turn, last)
        if number:
            own = [order for order in own if order.number == number]
        if own or not number:
            return own or ask(say("no_orders"), say("ask_something"), focus=Focus("else"))
    focus = replace(turn.focus, then=turn.intent, number=number)
    if not number:
        return ask(say("ask_number"), focus=replace(focus, question="number"))
    if not name:
        return ask(say("ask_name_of", number=number), focus=replace(focus, question="name"))
    return [orders.find(turn.session, number, name)]


def _own(turn: Turn, last: bool) -> list[Order]:
    if not last:
        return orders.open_orders(turn.session, turn.owner)
    order = orders.last(turn.session, turn.owner)
    return [order] if order else []


def _status(order: Order) -> Say:
    return say(f"status_{order.status.value}", number=order.number, items=lines_items(order.lines))
