"""What is said, and noted in the log, of a turn that failed. May import `models` and `skills`."""

import logging
from dataclasses import replace

from app.call import Call
from app.deadline import GivenUp, Undecided
from models.errors import StoreUnavailable
from skills.answer import Answer, Focus, ask, say
from skills.answering import NO, YES
from skills.refusals import worded

FORESEEN = (GivenUp, Undecided, StoreUnavailable)
"""How a turn may fail though nothing is wrong with the program"""
_LOG = logging.getLogger("countertalk.turn")


def _still_open(focus: Focus, intent: str) -> Focus:
    """A yes to "could you say it again?" must not be one to a question that was asked before something else was said."""
    if focus.question != "confirm" or intent in (YES, NO, focus.then):
        return focus
    return replace(focus, question="", asked_by="")


def apology(error: Exception, focus: Focus, intent: str) -> Answer:
    """Go on where the talk was; but what may have been done is not asked for again."""
    focus = _still_open(focus, intent)
    match error:
        case Undecided():
            about = Focus(line=focus.line, product=focus.product, number=focus.number)
            return ask(say("checking"), say("ask_something"), focus=about)
        case GivenUp():
            phrase = say("error.TooSlow")
        case StoreUnavailable():
            phrase = worded(error)
        case _:
            phrase = say("error.unexpected")
    return ask(phrase, say("ask_again"), focus=focus)


def note(call: Call, error: Exception) -> None:
    """Say in the log what failed, and nothing of what the customer said."""
    match error:
        case GivenUp():
            _LOG.error("request %s took too long and was given up", call.request_id)
        case Undecided(__cause__=None):
            _LOG.error("request %s took too long while it was committed", call.request_id)
        case StoreUnavailable():
            _LOG.error("request %s: %s", call.request_id, error)
        case _:
            _LOG.error("request %s failed", call.request_id, exc_info=error)
