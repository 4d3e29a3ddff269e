"""When somebody does not know on: what can be said, what was not understood, and how a person is reached.

May import `models` and `skills`.
"""

from dataclasses import replace

from models.browse import shop
from skills.answer import Answer, Focus, Say, say
from skills.handlers import checkout
from skills.handlers.questions import again, anything_else, what_now
from skills.turn import Turn

MISSES = 2  # misunderstandings in a row after which a person is offered


def help_(turn: Turn) -> Answer:
    """What can be said now."""
    return replace(what_now(say("help")), focus=Focus(line=turn.focus.line))


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
