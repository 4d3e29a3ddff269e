"""Questions that the shop has answers to: how to pay, where to park. May import `models` and `skills`."""

from models import browse
from skills.answer import Answer, say
from skills.handlers.questions import again, anything_else
from skills.turn import Turn


def answer(turn: Turn) -> Answer:
    """Give the shop's answer, in its own words."""
    asked = turn.slots.one("question")
    listed = browse.shop(turn.session).answers
    found = next((one for one in listed if asked and one["id"] in asked.ids), None)
    return anything_else(say("answer", text=found["text"])) if found else again(turn, say("missed"))
