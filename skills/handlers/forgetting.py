"""Forgetting what is remembered of a customer, after a yes; their orders stay. May import `models` and `skills`."""

from dataclasses import replace
from typing import Any

from models import consent, customers, preferences
from models.channels import Purpose
from skills.answer import Answer, say
from skills.handlers.memory import unknown
from skills.handlers.questions import anything_else, confirm
from skills.turn import Turn

KIND = "forget"


def forget(turn: Turn) -> Answer:
    """Say what would be forgotten and what stays, and ask."""
    return confirm(turn, KIND, {}, say("ask_forget")) if turn.known else unknown(turn)


def forget_confirmed(turn: Turn, data: dict[str, Any]) -> Answer:
    """Forget name, likings and what was looked at, and remember nothing from now on."""
    preferences.forget(turn.session, turn.owner)
    by, only = f"{turn.intent} said", (Purpose.MEMORY,)
    consent.withdraw(turn.session, turn.owner, by, turn.now, purposes=only)
    customers.set_name(turn.session, turn.owner, None, turn.now)
    answer = anything_else(say("forgotten"))
    return replace(answer, focus=replace(answer.focus, likes={}))
