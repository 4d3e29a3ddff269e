"""The questions that keep a talk going: anything else, what now, a yes or no, and the open one again.

May import `models` and `skills`. A yes counts only for the question it answers: what it would do waits in the store under
the request that asked, and the focus names that request.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from models import pending, turns
from models.pending import Pending
from skills.answer import Answer, Focus, Say, ask, say
from skills.envelope import reprompt, spoken
from skills.turn import Turn

ASKED_BY = "asked_by"
PAGE = 3  # lists are read three at a time


def anything_else(*says: Say, line: int | None = None) -> Answer:
    """A no to this leads to checkout, or ends the talk."""
    return ask(*says, say("ask_else"), focus=Focus("else", line=line))


def what_now(*says: Say) -> Answer:
    """Nothing in particular is asked; neither yes nor no means anything."""
    return ask(*says, say("ask_something"), focus=Focus())


def confirm(turn: Turn, kind: str, data: Mapping[str, Any], *says: Say) -> Answer:
    """Ask for a yes; `data` is what it would do."""
    waits = {**data, ASKED_BY: turn.request_id}
    pending.ask(turn.session, turn.owner, kind, waits, turn.now)
    return ask(*says, focus=Focus("confirm", asked_by=turn.request_id, then=turn.intent))


def go_on(*says: Say, reading: str, offset: int, category: str = "") -> Answer:
    """Say a page of a list and ask whether to read on."""
    focus = Focus("more", then=reading, category=category, offset=offset)
    return ask(*says, say("ask_more"), focus=focus)


def confirming(turn: Turn, kind: str = "") -> Pending | None:
    """What this yes or no is about, once."""
    waits = waiting(turn, kind)
    if waits:
        pending.drop(turn.session, turn.owner)
    return waits


def waiting(turn: Turn, kind: str = "") -> Pending | None:
    """What a yes would do now, and leave it open; None if the last question of this talk was another, or of another kind."""
    if turn.focus.question != "confirm":
        return None
    waits = pending.peek(turn.session, turn.owner, turn.now)
    if not waits or kind not in ("", waits.kind) or waits.data[ASKED_BY] != turn.focus.asked_by:
        return None
    return waits


def said_last(turn: Turn) -> dict[str, Any]:
    """The last answer of this talk, whatever the same customer is told elsewhere; empty if there is none."""
    return _response(turn, turn.focus.last)


def _response(turn: Turn, request_id: str) -> dict[str, Any]:
    given = turns.response_to(turn.session, turn.owner, request_id)
    response: dict[str, Any] = json.loads(given) if given else {}
    return response


def again(turn: Turn, *says: Say) -> Answer:
    """Say something, and the open question again; where a yes is waited for, all that it is about, as it was asked."""
    confirms = turn.focus.question == "confirm"
    response = _response(turn, turn.focus.asked_by) if confirms else said_last(turn)
    question = reprompt(response) if turn.focus.question else ""
    if not question:
        return replace(what_now(*says), focus=replace(turn.focus, question=""))
    return Answer(
        says, focus=turn.focus, again=(spoken(response) if confirms else question, question)
    )
