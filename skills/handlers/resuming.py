"""An open question that was left for another is asked again, and an order that changed is read out again.

May import `models` and `skills`. Money is only moved by a yes to what was read out last: a question in between changes
nothing of the order, so that the read-back comes again as it was; a change makes a new one.
"""

from dataclasses import replace

from skills.answer import Answer
from skills.handlers import READING, checkout
from skills.handlers.lines import lines_of
from skills.handlers.questions import again, waiting
from skills.handlers.rules import rule
from skills.turn import Turn

IDLE = frozenset({"", "else", "want"})
"""What an answer asks that has no question of its own"""
CHANGING = frozenset({"ChangeItemIntent", "CorrectIntent", "RemoveItemIntent"})
"""Intents that change what was read out"""


def resumed(turn: Turn, answer: Answer) -> Answer:
    """The answer, and behind it the question that it interrupted, if the rule of that says so."""
    if not rule(turn).resumes or answer.again or answer.focus.question not in IDLE:
        return answer
    if turn.intent in CHANGING:
        return _read_again(turn, answer) if turn.slots.values else answer
    if turn.intent not in READING or (turn.focus.question == "confirm" and not waiting(turn)):
        return answer
    focus = replace(turn.focus, viewed=answer.focus.viewed, listed=answer.focus.listed)
    return replace(answer, asks=None, focus=focus, again=again(turn).again)


def _read_again(turn: Turn, answer: Answer) -> Answer:
    """What was to be ordered has changed: read it out as it is now, and ask for the yes to that."""
    order = checkout.read_anew(turn) if lines_of(turn) else None
    return replace(order, says=(*answer.says, *order.says)) if order else answer
