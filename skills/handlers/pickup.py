"""Where and when an order is picked up. May import `models` and `skills`."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta

from models import cart, checkout, customers, orders, place, promises
from models.branches import Branch
from skills.answer import Answer, Say, say
from skills.handlers.checkout import read_anew
from skills.handlers.lines import lines_of
from skills.handlers.orders import status
from skills.handlers.places import (
    WEEK,
    branch_named,
    day_meant,
    day_named,
    open_now,
    promised,
    when,
)
from skills.handlers.questions import PAGE, again, anything_else
from skills.turn import Turn

_WAIT = re.compile(r"PT(?:(\d{1,2})H)?(?:(\d{1,3})M)?")
"""ISO 8601, as Alexa writes durations"""
NOON = 12
HALF_DAY = timedelta(hours=NOON)


def pickup(turn: Turn) -> Answer:
    """Take down where or when the customer comes; without either, say when that could be."""
    branch = branch_named(turn)
    if isinstance(branch, Answer):
        return branch
    if branch and (refused := _chosen(turn, branch)):
        return refused
    timed = turn.slots.words("time") or turn.slots.words("wait")
    if not timed and not day_named(turn):
        return _went_there(turn, branch) if branch else _when(turn)
    wish = _wish(turn)
    if wish is None:
        return again(turn, say("unclear_time"))
    cart.pick_up(turn.session, turn.owner, wish, turn.now)
    if anew := read_anew(turn):
        return anew
    return anything_else(_kept(turn, wish))


def _kept(turn: Turn, wish: datetime) -> Say:
    """When it can be picked up, and why not as wished if the place is closed then."""
    promise = checkout.promise(turn.session, turn.owner, turn.now)
    here = place.here(turn.session)
    if here and promise.agreed and not here.hours.is_open(wish):
        at = when(turn, here, promise.agreed)
        return say("pickup_closed_then", branch=here.name, when=at)
    return promised(turn, promise)


def _chosen(turn: Turn, branch: Branch) -> Answer | None:
    """Remember the branch of an account; what is ordered at a counter is picked up there."""
    here = place.here(turn.session)
    if turn.by_alexa:
        customers.set_branch(turn.session, turn.owner, branch.id, turn.now)
        place.at(turn.session, branch.id)
    elif here is not None and here is not branch:
        return again(turn, say("picked_up_here", branch=here.name))
    return None


def _went_there(turn: Turn, branch: Branch) -> Answer:
    chosen = (say("pickup_branch", branch=branch.name), open_now(turn, branch))
    return read_anew(turn) or anything_else(*chosen)


def _when(turn: Turn) -> Answer:
    """When the cart, or what was ordered before, can be picked up."""
    if turn.known and not lines_of(turn) and orders.open_orders(turn.session, turn.owner):
        return status(turn)
    said = [promised(turn, checkout.promise(turn.session, turn.owner, turn.now))]
    here = place.here(turn.session)
    if here and here.slot_minutes:
        times = promises.free_times(turn.session, turn.owner, turn.now, turn.now, PAGE)
        said.append(say("pickup_times", times=[when(turn, here, one) for one in times]))
    return anything_else(*said)


def _wish(turn: Turn) -> datetime | None:
    """The time that was said: so long from now, or the next such time at which the place is open."""
    waits = _WAIT.fullmatch(turn.slots.words("wait"))
    if waits:
        hours, minutes = (int(part or 0) for part in waits.groups())
        return turn.now + timedelta(hours=hours, minutes=minutes)
    try:
        clock = time.fromisoformat(turn.slots.words("time"))
    except ValueError:
        return None
    here = place.here(turn.session)
    local = here.hours.local(turn.now) if here else turn.now
    meant = [at for at in _meant(turn, local, clock) if at > local]
    is_open: Callable[[datetime], bool] = here.hours.is_open if here else lambda _at: True
    return next((at for at in meant if is_open(at)), next(iter(meant), None))


def _meant(turn: Turn, local: datetime, clock: time) -> list[datetime]:
    """When a clock shows so: on the day that was named (of a week's, on the next one too), or else on this and the next one.

    Without the half of the day, a time before noon may be twelve hours later; Alexa tells which it is.
    """
    half = turn.slots.one("half")
    if half:
        clock = clock.replace(hour=clock.hour % NOON + NOON * (half.ids == ("pm",)))
    sure = turn.by_alexa or half is not None or clock.hour >= NOON
    known, today = day_named(turn), local.date()
    first_day = day_meant(known, today) if known else today
    apart = timedelta(weeks=1) if known in WEEK else timedelta(days=known == "")
    days = sorted({first_day, first_day + apart})
    first = [datetime.combine(day, clock, local.tzinfo) for day in days]
    return sorted(first if sure else [*first, *(at + HALF_DAY for at in first)])
