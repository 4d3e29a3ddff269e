"""Order status, cancelling, ordering the same again. May import `models` and `skills`.

Whose order it is: an account's own; at the counter, where anybody may stand, the one whose number and first name are
said. Of another account's order only the status is told, to one who knows number and name.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from models import orders, reorders
from models.edition import branches
from models.errors import UnknownOrder
from models.fulfilment import COMING, Fulfilment
from models.orders import Actor, Order, OrderStatus
from skills.answer import Answer, Say, ask, say
from skills.describe import lines_items, product_item
from skills.handlers.adding import refs, texts
from skills.handlers.lines import ask_next
from skills.handlers.places import when
from skills.handlers.products import not_clear
from skills.handlers.questions import PAGE, anything_else, confirm, go_on, what_now
from skills.handlers.shown import order_screen
from skills.language.times import When
from skills.turn import Turn

KIND = "cancel_order"
NEAR_MINUTES = 60
"""What is farther off is told by the clock"""


def status(turn: Turn) -> Answer:
    """Where the order is."""
    found = meant(turn)
    return found if isinstance(found, Answer) else _page(turn, found, 0)


def more(turn: Turn) -> Answer:
    """The next open orders of the list that is being read."""
    found = orders.open_orders(turn.session, turn.owner)[turn.focus.offset :]
    return _page(turn, found, turn.focus.offset) if found else what_now(say("no_orders"))


def _page(turn: Turn, found: list[Order], offset: int) -> Answer:
    said = [phrase for order in found[:PAGE] for phrase in _told(turn, order)]
    answer = (
        go_on(*said, reading="orders", offset=offset + PAGE)
        if found[PAGE:]
        else anything_else(*said)
    )
    return replace(answer, screen=order_screen(turn, found[0]))


def cancel(turn: Turn) -> Answer:
    """Ask whether the order is to be cancelled, if it still can be."""
    found = meant(turn)
    if isinstance(found, Answer):
        return found
    order = found[0]
    order.check_move(OrderStatus.CANCELLED, Actor.CUSTOMER)
    asked = say("ask_cancel", number=order.number, items=lines_items(order.lines))
    return confirm(turn, KIND, {"order": order.id}, asked)


def cancel_confirmed(turn: Turn, data: dict[str, Any]) -> Answer:
    """Cancel it, if it still can be."""
    order = orders.get(turn.session, data["order"])
    orders.cancel(turn.session, order, turn.now)
    return anything_else(say("cancelled", number=order.number))


def reorder(turn: Turn) -> Answer:
    """Put the last order's items into the cart again, with the changes that were said."""
    found = not_clear(turn) or meant(turn)
    if isinstance(found, Answer):
        return found
    changes = turn.slots.options() or refs(turn.focus.waiting.get("options", ()))
    again = reorders.reorder(turn.session, turn.owner, found[0], turn.now, changes)
    left_out = left_out_of(again.left_out)
    if not again.lines:
        return what_now(*left_out)
    return ask_next(turn, again.lines[-1], added_of(again.added), *left_out)


def added_of(added: Sequence[reorders.Again]) -> Say:
    """Say what went into the cart; of much, how much."""
    if added[PAGE:]:
        return say("added_many", count=len(added))
    return say("added", items=[product_item(a.product, a.choices, a.quantity) for a in added])


def left_out_of(found: Sequence[reorders.LeftOut]) -> list[Say]:
    """Say what cannot be had any more."""
    return [say("left_out", names=[name for name, _ in found])] if found else []


def meant(turn: Turn) -> list[Order] | Answer:
    """The orders meant, newest first, never none; or the question that finds them."""
    answered = turn.focus.question == "name" and turn.slots.words("first_name")
    number = turn.slots.number("number") or (turn.focus.number if answered else None)
    if turn.known and not number:
        return _own(turn)
    own = orders.own(turn.session, turn.owner, number) if turn.known and number else None
    if own:
        return [own]
    waiting = {"options": texts(turn.slots.options())} if turn.slots.options() else {}
    waits = waiting or turn.focus.waiting
    focus = replace(turn.focus, then=turn.intent, number=number, waiting=waits)
    if not number:
        return ask(say("ask_number"), focus=replace(focus, question="number"))
    if turn.known and turn.intent != "OrderStatusIntent":
        raise UnknownOrder(number)
    name = turn.slots.words("first_name")
    if not name:
        return ask(say("ask_name_of", number=number), focus=replace(focus, question="name"))
    return [orders.find(turn.session, number, name, turn.now, turn.owner)]


def _own(turn: Turn) -> list[Order] | Answer:
    """An account's orders: the last one to order it again, else all that are open."""
    if turn.intent == "ReorderIntent":
        last = orders.last(turn.session, turn.owner)
        return [last] if last else what_now(say("no_past_order"))
    return orders.open_orders(turn.session, turn.owner) or what_now(say("no_orders"))


def _told(turn: Turn, order: Order) -> list[Say]:
    """Where an order is, and how long what is still to come should take."""
    brought = order.fulfilment is Fulfilment.DELIVERY
    if order.status not in COMING and not (brought and order.is_open):
        return [status_of(order)]
    left = orders.expected(turn.session, order) - turn.now
    minutes = -(-int(left.total_seconds()) // 60)
    if order.pickup_at is not None and not brought and minutes > NEAR_MINUTES:
        soon = say("ready_when", when=_moment(turn, order))
    elif minutes <= 1:
        soon = say("there_soon" if brought else "ready_soon")
    else:
        soon = say("there_in" if brought else "ready_in", minutes=minutes)
    return [status_of(order), soon]


def _moment(turn: Turn, order: Order) -> When:
    """The time that was agreed, by the clock of the order's branch."""
    branch = next((one for one in branches(turn.session) if one.id == order.branch_id), None)
    return when(turn, branch, orders.expected(turn.session, order))


def status_of(order: Order) -> Say:
    """The phrase for where an order is."""
    key = f"status_{order.status.value}"
    if order.status is OrderStatus.READY and order.fulfilment is Fulfilment.DELIVERY:
        key += ".delivery"
    return say(key, number=order.number, items=lines_items(order.lines))
