"""Offering something unasked, where the shop would ask for anything else: at most once in a session.

May import `models` and `skills`. The first question asks for interest, without a price; a no is the end of it, and of that
rule for an account. Nothing is offered to who was asked for a yes: an order that is being read out goes on.
"""

from collections.abc import Collection

from models import suggestions
from skills.answer import Answer, Focus, Say, ask, say
from skills.handlers.questions import anything_else
from skills.turn import Turn


def else_or_offer(turn: Turn, in_cart: Collection[str], *says: Say, line: int) -> Answer:
    """Say it, and ask whether there is anything else, or whether what a rule offers is wanted."""
    if turn.focus.offered or turn.focus.question == "confirm":
        return anything_else(*says, line=line)
    found = suggestions.find(turn.session, turn.owner, in_cart, known=turn.known)
    if found is None:
        return anything_else(*says, line=line)
    suggestions.note(turn.session, turn.owner, found.id, turn.now)
    focus = Focus("suggest", line=line, then=found.id, offered=found.id)
    return ask(*says, say("offer_unasked", question=found.question), focus=focus)
