"""What keeps a talk going: names and numbers as answers, the next page, the end; and what a yes can do.

May import `models` and `skills`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from models import customers, pending
from skills.answer import Answer, say, tell
from skills.called import titled
from skills.handlers import (
    adding,
    browse,
    cart,
    checkout,
    finding,
    forgetting,
    left_carts,
    memory,
    offers,
    orders,
    reminders,
    skipping,
    stock,
    telling,
    usual,
)
from skills.handlers.questions import again, anything_else, confirming, waiting
from skills.turn import Turn

LONGEST_NAME = 40  # characters

Handler = Callable[[Turn], Answer]
CONFIRMED: Mapping[str, Callable[[Turn, dict[str, Any]], Answer]] = {
    adding.KIND: adding.many_confirmed,
    checkout.KIND: checkout.place,
    forgetting.KIND: forgetting.forget_confirmed,
    left_carts.KIND: left_carts.confirmed,
    memory.KIND: memory.agreed,
    orders.KIND: orders.cancel_confirmed,
    reminders.KIND: reminders.remind_confirmed,
    skipping.KIND: skipping.default_confirmed,
    stock.KIND: stock.back_confirmed,
    telling.KIND: telling.news_confirmed,
    usual.KIND: adding.many_confirmed,
}
READING: Mapping[str, Handler] = {
    "products": browse.more,
    "found": finding.more,
    "categories": browse.more_shelves,
    "cart": cart.more,
    "orders": orders.more,
    "offers": offers.more,
}
"""Lists that are read in pages"""
WAITING: Mapping[str, Handler] = {
    "CheckoutIntent": checkout.begin,
    "OrderStatusIntent": orders.status,
    "CancelOrderIntent": orders.cancel,
    "ReorderIntent": orders.reorder,
    "NoNewsIntent": telling.news_off,
}


def name(turn: Turn) -> Answer:
    """A first name: for the order being made, or to find one."""
    words = turn.slots.words("first_name")
    if not words or len(words) > LONGEST_NAME:
        return again(turn, say("unclear_name"))
    then = turn.focus.then if turn.focus.question == "name" else ""
    if waiting(turn, checkout.KIND):
        then = "CheckoutIntent"  # a name said at the read-back corrects it
    if then in ("", "CheckoutIntent"):
        customers.set_name(turn.session, turn.owner, titled(words), turn.now)
    return _resume(turn, then) if then else anything_else(say("name_kept", name=titled(words)))


def number(turn: Turn) -> Answer:
    """An order number, to find the order."""
    if turn.slots.number("number") is None:
        return again(turn, say("unclear_number"))
    return _resume(turn, turn.focus.then if turn.focus.question == "number" else "")


def stop(turn: Turn) -> Answer:
    """Goodbye."""
    if asked := confirming(turn):
        checkout.let_go(turn, asked.data)
    pending.drop(turn.session, turn.owner)
    memory.keep_viewed(turn)
    return tell(say("goodbye"))


def _resume(turn: Turn, then: str) -> Answer:
    then = then if then in WAITING else "OrderStatusIntent"
    return WAITING[then](replace(turn, intent=then))
