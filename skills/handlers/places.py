"""Questions about the branches: where they are, and when they are open. May import `models` and `skills`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from models import place, shelf
from models.branches import Branch, nearest
from models.browse import shop
from models.promises import Promise
from skills.answer import Answer, Say, say
from skills.handlers.questions import PAGE, again, anything_else
from skills.language.times import Day, Times, When
from skills.location import PERMISSION
from skills.turn import Turn

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Values of the slot `day`, as Python counts them; beside these there are two more"""
DAYS = ("today", "tomorrow", *WEEK)


def where(turn: Turn) -> Answer:
    """Where a branch is: the one named, the nearest, the one where the counter stands, or else all."""
    branches = shelf.branches(turn.session)
    if not branches:
        return anything_else(say("one_place", contact=shop(turn.session).contact))
    branch = branch_named(turn)
    if isinstance(branch, Answer):
        return branch
    if branch:
        return _at(turn, "branch_at", branch)
    if turn.position:
        return _at(turn, "nearest", nearest(branches, turn.position))
    if turn.counter and (here := place.here(turn.session)):
        return _at(turn, "branch_here", here)
    if branches[1:] and turn.can_locate:
        answer = anything_else(*_listed(branches), say("needs_position"))
        return replace(answer, permissions=(PERMISSION,))
    return anything_else(*_listed(branches))


def hours(turn: Turn) -> Answer:
    """When the branch named, or else the one where the customer buys, is open: now, or on a day."""
    named = branch_named(turn)
    if isinstance(named, Answer):
        return named
    branch = named or place.here(turn.session)
    if branch is None:
        return anything_else(say("hours", hours=shop(turn.session).hours))
    if turn.slots.one("day") is None:
        return anything_else(open_now(turn, branch))
    known = day_named(turn)
    return anything_else(_open_on(turn, branch, known)) if known else _unclear(turn)


def day_named(turn: Turn) -> str:
    """The value of the slot `day`; "" if none was named, or none that is known."""
    day = turn.slots.one("day")
    known = (day.ids or (day.words.lower()[:3],))[0] if day else ""
    return known if known in DAYS else ""


def branch_named(turn: Turn) -> Branch | Answer | None:
    """The branch that was named, None if none was, or that there is no such."""
    value = turn.slots.one("branch")
    if value is None:
        return None
    listed = shelf.branches(turn.session)
    found = next((one for one in listed if one.id in value.ids), None)
    names = [one.name for one in listed]
    return found or anything_else(say("unknown_branch", words=value.words, names=names))


def open_now(turn: Turn, branch: Branch) -> Say:
    """Whether a branch is open, and until when it is so."""
    changes = branch.hours.changes(turn.now)
    if branch.hours.is_open(turn.now):
        if changes is None:
            return say("open_always", branch=branch.name)
        return say("open_until", branch=branch.name, when=when(turn, branch, changes))
    if changes is None:
        return say("closed", branch=branch.name)
    opens = branch.hours.opens(changes) or changes
    return say("closed_until", branch=branch.name, when=when(turn, branch, opens))


def when(turn: Turn, branch: Branch | None, at: datetime) -> When:
    """A moment by the clock of a branch, if the shop has any."""
    if branch is None:
        return When(at, turn.now)
    return When(branch.hours.local(at), branch.hours.local(turn.now))


def promised(turn: Turn, promise: Promise) -> Say:
    """When an order would be ready."""
    if promise.agreed is None:
        minutes = -(-int((promise.at - turn.now).total_seconds()) // 60)
        return say("pickup_soon", minutes=minutes)
    return say("pickup_at", when=when(turn, place.here(turn.session), promise.agreed))


def day_meant(known: str, today: date) -> date:
    """The day that a value of the slot `day` stands for: the next of that name."""
    ahead = (WEEK.index(known) - today.weekday()) % 7 if known in WEEK else int(known == "tomorrow")
    return today + timedelta(days=ahead)


def _open_on(turn: Turn, branch: Branch, known: str) -> Say:
    today = branch.hours.local(turn.now).date()
    day = day_meant(known, today)
    facts = {"branch": branch.name, "day": Day(day, today)}
    spans = branch.hours.on(day)
    if not spans:
        return say("closed_on", **facts)
    if spans[0].lasts_all_day:
        return say("open_all_day", **facts)
    times = [(span.begins.time(), span.ends.time()) for span in spans]
    return say("open_on", times=Times(times), **facts)


def _at(turn: Turn, key: str, branch: Branch) -> Answer:
    said = Say(key, {"branch": branch.name, "address": branch.address})
    return anything_else(said, open_now(turn, branch))


def _listed(branches: Sequence[Branch]) -> list[Say]:
    """A few with their addresses, more by name alone."""
    if branches[PAGE:]:
        return [say("branches", names=[branch.name for branch in branches])]
    return [say("branch_at", branch=one.name, address=one.address) for one in branches]


def _unclear(turn: Turn) -> Answer:
    return again(turn, say("unclear_day"))
