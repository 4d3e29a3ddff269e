"""Where a talk went wrong, or was not heard: again, slower, what can be said, not understood, a person.

May import `models` and `skills`.
"""

from collections.abc import Mapping
from dataclasses import replace

from models.browse import shop
from skills.answer import Answer, Focus, say
from skills.envelope import reprompt, spoken
from skills.handlers import checkout
from skills.handlers.questions import again, anything_else, said_last, what_now
from skills.turn import Turn

MISSES = 2  # misunderstandings in a row after which a person is offered

HELP: Mapping[str, str] = {
    "choice": "help_choice",
    "confirm": "help_confirm",
    "more": "help_more",
    "name": "help_name",
    "number": "help_number",
    "which": "help_which",
    "which_line": "help_which",
}
"""What can be said, by the question that is open; of others the whole shop"""


def repeat(turn: Turn) -> Answer:
    """Say the last answer again; the talk stays where it was."""
    response = said_last(turn)
    words = spoken(response)
    if not words:  # an event, or the end of a session, is answered without any
        return what_now(say("nothing_to_repeat"))
    return Answer((), focus=turn.focus, again=(words, reprompt(response)))


def slower(turn: Turn) -> Answer:
    """Say the last answer again, slowly, and all that comes after it in this talk."""
    answer = repeat(turn)
    return replace(answer, focus=replace(answer.focus, slow=True))


def help_(turn: Turn) -> Answer:
    """What can be said now."""
    if key := HELP.get(turn.focus.question):
        return again(turn, say(key))
    return replace(what_now(say("help")), focus=Focus(line=turn.focus.line))


def fallback(turn: Turn) -> Answer:
    """Nothing was understood; after every two misses in a row a person is offered, and the open question stays open."""
    misses = turn.focus.misses + 1
    many = misses >= MISSES
    if many and turn.focus.question == "name" and turn.focus.then == "CheckoutIntent":
        return _without_name(turn)
    offered = say("missed_again", contact=shop(turn.session).contact)
    answer = again(turn, say("missed") if misses % MISSES else offered)
    return replace(answer, focus=replace(answer.focus, misses=misses))


def person(turn: Turn) -> Answer:
    """Say how a person can be reached."""
    return anything_else(say("person", contact=shop(turn.session).contact))


def _without_name(turn: Turn) -> Answer:
    """A name the ear does not know must not keep anybody from ordering."""
    order = checkout.read_back(turn, None)
    return replace(order, says=(say("unheard_name"), *order.says))
