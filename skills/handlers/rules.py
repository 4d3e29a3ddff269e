"""What yes, no, cancel and skip do, by the question that is open: one table. May import `models` and `skills`."""

from collections.abc import Mapping
from typing import NamedTuple

from skills.answer import NOTHING, Answer, Focus, ask, say
from skills.handlers import adding, cart, checkout, guiding, recommend, skipping
from skills.handlers.dialogue import CONFIRMED, READING, Handler, stop
from skills.handlers.lines import ask_missing, focused
from skills.handlers.questions import again, anything_else, confirming, what_now
from skills.turn import Turn


def yes(turn: Turn) -> Answer:
    """Do what waits for a yes; else go on with the list or the talk."""
    return rule(turn).yes(turn)


def no(turn: Turn) -> Answer:
    """Leave undone what waits for a yes. To "anything else?" a no leads to checkout."""
    return rule(turn).no(turn)


def cancel(turn: Turn) -> Answer:
    """Drop the question that is open; without one, leave."""
    return rule(turn).cancel(turn)


def skip(turn: Turn) -> Answer:
    """Go on without an answer to the question that is open."""
    return rule(turn).skip(turn)


def next_(turn: Turn) -> Answer:
    """Read on in the list that is being read; else a question that can be skipped is, as Alexa takes "skip" for this."""
    if turn.focus.question == "more" and (reading := READING.get(turn.focus.then)):
        return reading(turn)
    return skip(turn) if turn.focus.question in ("choice", "guide", "name") else again(turn)


def _do(turn: Turn) -> Answer:
    if asked := confirming(turn):
        return CONFIRMED[asked.kind](turn, asked.data)
    return checkout.placed_lately(turn) or what_now(say("nothing_to_confirm"))


def _leave(turn: Turn) -> Answer:
    asked = confirming(turn)
    if asked is None:
        return _all_right(turn)
    if asked.kind == skipping.KIND:
        return ask_missing(turn, asked.data["line"], asked.data["group"])
    checkout.let_go(turn, asked.data)
    kept = "kept" if asked.kind == checkout.KIND else "else"
    return ask(say("not_done"), say("ask_else"), focus=Focus(kept, line=_left(asked.kind)))


def _drop(turn: Turn) -> Answer:
    asked = confirming(turn)
    if asked is None:
        return stop(turn)
    checkout.let_go(turn, asked.data)
    return anything_else(say("not_done"), line=_left(asked.kind))


def _left(kind: str) -> int | None:
    """What "it" is after a no: of a quantity that was not meant, nothing."""
    return NOTHING if kind == adding.KIND else None


def _left_out(turn: Turn) -> Answer:
    """No choice is wanted: an item that cannot be had without it goes."""
    line = focused(turn)
    return cart.removed(turn, line) if line and line.missing() else _all_right(turn)


def _add_it(turn: Turn) -> Answer:
    return adding.add_spoken_of(turn) if turn.focus.product else again(turn)


def _nameless(turn: Turn) -> Answer:
    if turn.focus.then == "CheckoutIntent":
        return checkout.read_back(turn, None)
    return anything_else(say("needs_name"))


def _no_more(turn: Turn) -> Answer:
    return checkout.begin(turn) if checkout.has_cart(turn) else stop(turn)


def _all_right(turn: Turn) -> Answer:
    return anything_else(say("all_right"), line=turn.focus.line)


def _nothing(turn: Turn) -> Answer:
    return what_now()


class Rule(NamedTuple):
    """What is done while a question is open."""

    yes: Handler
    no: Handler
    cancel: Handler
    skip: Handler
    resumes: bool
    """Whether a question of the customer's in between is answered, and then this one asked again"""


RULES: Mapping[str, Rule] = {
    # question          yes      no          cancel      skip        resumes
    "confirm": Rule(_do, _leave, _drop, _leave, True),
    "choice": Rule(again, _left_out, _left_out, skipping.skip, True),
    "which": Rule(again, _all_right, _all_right, _all_right, True),
    "which_line": Rule(again, _all_right, _all_right, _all_right, True),
    "guide": Rule(guiding.yes, guiding.no, _all_right, guiding.choose, False),
    "name": Rule(again, _nameless, _all_right, _nameless, True),
    "number": Rule(again, _all_right, _all_right, _all_right, True),
    "code": Rule(again, _all_right, _all_right, _all_right, True),
    "category": Rule(again, _all_right, _all_right, _all_right, False),
    "more": Rule(next_, _all_right, _all_right, _all_right, False),
    "want": Rule(_add_it, _all_right, stop, _all_right, False),
    "suggest": Rule(
        recommend.accepted, recommend.declined, recommend.declined, recommend.declined, False
    ),
    "else": Rule(_nothing, _no_more, stop, _all_right, False),
    "kept": Rule(_nothing, stop, stop, _all_right, False),
    "": Rule(_nothing, _all_right, stop, _all_right, False),
}
"""By the question that was asked last; "" is none in particular"""


def rule(turn: Turn) -> Rule:
    """The rule of the open question."""
    return RULES.get(turn.focus.question, RULES[""])
