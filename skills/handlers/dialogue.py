"""What keeps a talk going: greeting, yes and no, names and numbers as answers, help, repeat, and its end.

May import `models` and `skills`.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from models import browse, customers, pending, turns
from models.errors import UnknownLine
from skills.answer import Answer, Focus, Say, ask, say, tell
from skills.envelope import reprompt, spoken
from skills.handlers import adding, checkout, orders
from skills.handlers.browse import more
from skills.handlers.lines import ask_missing
from skills.turn import Turn

LONGEST_NAME = 40  # characters
MISSES = 2  # misunderstandings in a row after which a person is offered

CONFIRMED: Mapping[str, Callable[[Turn, dict[str, Any]], Answer]] = {
    adding.KIND: adding.many_confirmed,
    checkout.KIND: checkout.place,
    orders.KIND: orders.cancel_confirmed,
}
WAITING: Mapping[str, Callable[[Turn], Answer]] = {
    "CheckoutIntent": checkout.begin,
    "OrderStatusIntent": orders.status,
    "CancelOrderIntent": orders.cancel,
    "ReorderIntent": orders.reorder,
}


def launch(turn: Turn) -> Answer:
    """Greet; a cart that waits is mentioned."""
    customers.meet(turn.session, turn.owner, turn.now)
    key = "welcome_back" if checkout.has_cart(turn) else "welcome"
    seller = browse.shop(turn.session).name
    return ask(say(key, seller=seller), say("ask_something"), focus=Focus("else"))


def _confirming(turn: Turn) -> pending.Pending | None:
    """What waits for a yes, if that was the last question: a yes to anything else confirms nothing."""
    asked = pending.take(turn.session, turn.owner, turn.now)
    return asked if turn.focus.question == "confirm" else None


def yes(turn: Turn) -> Answer:
    """Do what waits for a yes; else go on with the list or the talk."""
    asked = _confirming(turn)
    if asked:
        return CONFIRMED[asked.kind](turn, asked.data)
    match turn.focus.question:
        case "more":
            return more(turn)
        case "want" if turn.focus.product:
            return adding.add_spoken_of(turn)
        case "else" | "want":
            return ask(say("ask_something"), focus=Focus("else"))
    return ask(say("nothing_to_confirm"), say("ask_something"), focus=Focus("else"))


def no(turn: Turn) -> Answer:
    """Leave undone what waits for a yes. To "anything else?" a no leads to checkout."""
    if _confirming(turn):
        return ask(say("not_done"), say("ask_else"), focus=Focus("else"))
    if turn.focus.question == "name" and turn.focus.then == "CheckoutIntent":
        return checkout.read_back(turn, None)
    if turn.focus.question == "else":
        return checkout.begin(turn) if checkout.has_cart(turn) else stop(turn)
    return ask(say("all_right"), say("ask_else"), focus=Focus("else"))


def name(turn: Turn) -> Answer:
    """A first name: for the order being made, or to find one."""
    words = turn.slots.words("first_name")
    if not words or len(words) > LONGEST_NAME:
        return ask(say("ask_name"), focus=turn.focus)
    if turn.focus.then in ("", "CheckoutIntent"):
        customers.set_name(turn.session, turn.owner, words.title(), turn.now)
    if turn.focus.then:
        return _resume(turn)
    return ask(say("name_kept", name=words.title()), say("ask_else"), focus=Focus("else"))


def number(turn: Turn) -> Answer:
    """An order number, to find the order."""
    if turn.slots.number("number") is None:
        return ask(say("ask_number"), focus=turn.focus)
    return _resume(turn)


def _resume(turn: Turn) -> Answer:
    then = turn.focus.then if turn.focus.then in WAITING else "OrderStatusIntent"
    return WAITING[then](replace(turn, intent=then))


def repeat(turn: Turn) -> Answer:
    """Say the last answer again; the talk stays where it was."""
    last = turns.last_response(turn.session, turn.owner)
    if last is None:
        return ask(say("nothing_to_repeat"), say("ask_something"), focus=Focus("else"))
    response = json.loads(last)
    return Answer((), focus=turn.focus, again=(spoken(response), reprompt(response)))


def help_(turn: Turn) -> Answer:
    """What can be said now."""
    return ask(say("help"), say("ask_something"), focus=Focus("else", line=turn.focus.line))


def stop(turn: Turn) -> Answer:
    """Goodbye."""
    pending.drop(turn.session, turn.owner)
    return tell(say("goodbye"))


def cancel(turn: Turn) -> Answer:
    """Drop the question that is open; without one, leave."""
    open_questions = ("choice", "which", "name", "number", "more")
    if _confirming(turn) or turn.focus.question in open_questions:
        return ask(say("not_done"), say("ask_else"), focus=Focus("else"))
    return stop(turn)


def fallback(turn: Turn) -> Answer:
    """Nothing was understood; after two misses in a row a person is offered."""
    misses = turn.focus.misses + 1
    if misses < MISSES:
        again = _question_again(turn)
        return ask(say("missed"), again, focus=replace(turn.focus, misses=misses))
    contact = browse.shop(turn.session).contact
    focus = Focus("else", line=turn.focus.line, misses=misses)
    return ask(say("missed_again", contact=contact), say("ask_something"), focus=focus)


def _question_again(turn: Turn) -> Say:
    """The question that is still open, so that an answer is to it."""
    focus = turn.focus
    if focus.question == "choice" and focus.line is not None:
        with suppress(UnknownLine):
            return ask_missing(turn, focus.line, focus.group).asks or say("ask_again")
    return say({"name": "ask_name", "number": "ask_number"}.get(focus.question, "ask_again"))


def person(turn: Turn) -> Answer:
    """Say how a person can be reached."""
    contact = browse.shop(turn.session).contact
    return ask(say("person", contact=contact), say("ask_else"), focus=Focus("else"))
