"""What keeps a talk going: greeting, yes and no, names and numbers as answers, help, repeat, and its end.

May import `models` and `skills`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from models import customers, pending
from models.browse import shop
from skills.answer import NOTHING, Answer, Focus, Say, ask, say, tell
from skills.envelope import reprompt, spoken
from skills.handlers import adding, browse, cart, checkout, offers, orders, reminders, telling
from skills.handlers.lines import focused
from skills.handlers.questions import again, anything_else, confirming, said_last, what_now
from skills.turn import Turn

LONGEST_NAME = 40  # characters
MISSES = 2  # misunderstandings in a row after which a person is offered

CONFIRMED: Mapping[str, Callable[[Turn, dict[str, Any]], Answer]] = {
    adding.KIND: adding.many_confirmed,
    checkout.KIND: checkout.place,
    orders.KIND: orders.cancel_confirmed,
    reminders.KIND: reminders.remind_confirmed,
    telling.KIND: telling.news_confirmed,
}
READING: Mapping[str, Callable[[Turn], Answer]] = {
    "products": browse.more,
    "categories": browse.more_shelves,
    "cart": cart.more,
    "orders": orders.more,
    "offers": offers.more,
}
"""Lists that are read in pages"""
WAITING: Mapping[str, Callable[[Turn], Answer]] = {
    "CheckoutIntent": checkout.begin,
    "OrderStatusIntent": orders.status,
    "CancelOrderIntent": orders.cancel,
    "ReorderIntent": orders.reorder,
    "NoNewsIntent": telling.news_off,
}


def launch(turn: Turn) -> Answer:
    """Greet; a cart that waits is mentioned, and news that Alexa cannot bring."""
    customers.meet(turn.session, turn.owner, turn.now)
    key = "welcome_back" if checkout.has_cart(turn) else "welcome"
    return what_now(say(key, seller=shop(turn.session).name), *telling.at_launch(turn))


def yes(turn: Turn) -> Answer:
    """Do what waits for a yes; else go on with the list or the talk."""
    asked = confirming(turn)
    if asked:
        return CONFIRMED[asked.kind](turn, asked.data)
    match turn.focus.question:
        case "more" if turn.focus.then in READING:
            return next_(turn)
        case "want" if turn.focus.product:
            return adding.add_spoken_of(turn)
        case "else" | "kept" | "":
            return what_now()
        case "confirm":
            return what_now(say("nothing_to_confirm"))
    return again(turn)


def next_(turn: Turn) -> Answer:
    """Read on in the list that is being read; without one there is nothing to go on with."""
    reading = READING.get(turn.focus.then) if turn.focus.question == "more" else None
    return reading(turn) if reading else again(turn)


def no(turn: Turn) -> Answer:
    """Leave undone what waits for a yes. To "anything else?" a no leads to checkout."""
    asked = confirming(turn)
    if asked:
        checkout.let_go(turn, asked.data)
        kept = "kept" if asked.kind == checkout.KIND else "else"
        return ask(say("not_done"), say("ask_else"), focus=Focus(kept, line=_left(asked.kind)))
    match turn.focus.question:
        case "name" if turn.focus.then == "CheckoutIntent":
            return checkout.read_back(turn, None)
        case "name":
            return anything_else(say("needs_name"))
        case "choice":
            return _left_out(turn)
        case "else" if checkout.has_cart(turn):
            return checkout.begin(turn)
        case "else" | "kept":
            return stop(turn)
    return anything_else(say("all_right"))


def _left(kind: str) -> int | None:
    """What "it" is after a no: of a quantity that was not meant, nothing."""
    return NOTHING if kind == adding.KIND else None


def name(turn: Turn) -> Answer:
    """A first name: for the order being made, or to find one."""
    words = turn.slots.words("first_name")
    if not words or len(words) > LONGEST_NAME:
        return again(turn, say("unclear_name"))
    then = turn.focus.then if turn.focus.question == "name" else ""
    asked = pending.peek(turn.session, turn.owner, turn.now)
    if turn.focus.question == "confirm" and asked and asked.kind == checkout.KIND:
        then = "CheckoutIntent"  # a name said at the read-back corrects it
    if then in ("", "CheckoutIntent"):
        customers.set_name(turn.session, turn.owner, words.title(), turn.now)
    return _resume(turn, then) if then else anything_else(say("name_kept", name=words.title()))


def number(turn: Turn) -> Answer:
    """An order number, to find the order."""
    if turn.slots.number("number") is None:
        return again(turn, say("unclear_number"))
    return _resume(turn, turn.focus.then if turn.focus.question == "number" else "")


def _resume(turn: Turn, then: str) -> Answer:
    then = then if then in WAITING else "OrderStatusIntent"
    return WAITING[then](replace(turn, intent=then))


def repeat(turn: Turn) -> Answer:
    """Say the last answer again; the talk stays where it was."""
    response = said_last(turn)
    words = spoken(response)
    if not words:  # an event, or the end of a session, is answered without any
        return what_now(say("nothing_to_repeat"))
    return Answer((), focus=turn.focus, again=(words, reprompt(response)))


def help_(turn: Turn) -> Answer:
    """What can be said now."""
    return replace(what_now(say("help")), focus=Focus(line=turn.focus.line))


def stop(turn: Turn) -> Answer:
    """Goodbye."""
    if asked := confirming(turn):
        checkout.let_go(turn, asked.data)
    pending.drop(turn.session, turn.owner)
    return tell(say("goodbye"))


def cancel(turn: Turn) -> Answer:
    """Drop the question that is open; without one, leave."""
    asked = confirming(turn)
    if asked:
        checkout.let_go(turn, asked.data)
        return anything_else(say("not_done"), line=_left(asked.kind))
    match turn.focus.question:
        case "choice":
            return _left_out(turn)
        case "which" | "name" | "number" | "more" | "category":
            return anything_else(say("all_right"))
    return stop(turn)


def _left_out(turn: Turn) -> Answer:
    """No choice is wanted: an item that cannot be had without it goes."""
    line = focused(turn)
    if line is None or not line.missing():
        return anything_else(say("all_right"))
    return cart.removed(turn, line)


def fallback(turn: Turn) -> Answer:
    """Nothing was understood; after two misses in a row a person is offered."""
    misses = turn.focus.misses + 1
    if misses < MISSES:
        answer = again(turn, say("missed"))
        return replace(answer, focus=replace(answer.focus, misses=misses))
    if turn.focus.question == "name" and turn.focus.then == "CheckoutIntent":
        return _without_name(turn)
    offered = say("missed_again", contact=shop(turn.session).contact)
    return replace(what_now(offered), focus=Focus(line=turn.focus.line, misses=misses))


def _without_name(turn: Turn) -> Answer:
    """A name the ear does not know must not keep anybody from ordering."""
    order = checkout.read_back(turn, None)
    said: tuple[Say, ...] = (say("unheard_name"), *order.says)
    return replace(order, says=said)


def person(turn: Turn) -> Answer:
    """Say how a person can be reached."""
    return anything_else(say("person", contact=shop(turn.session).contact))
