"""Where and when an order is picked up. May import `models` and `skills`."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta

from models import cart, checkout, customers, orders, place, promises
from models.branches import Branch
from skills.answer import Answer, say
from skills.handlers.checkout import read_anew
from skills.handlers.lines import lines_of
from skills.handlers.orders import status
from skills.handlers.places import branch_named, open_now, promised, when
from skills.handlers.questions import PAGE, again, anything_else
from skills.turn import Turn

_WAIT = re.compile(r"PT(?:(\d{1,2})H)?(?:(\d{1,3})M)?")
"""ISO 8601, as Alexa writes durations"""
HALF_DAY = timedelta(hours=12)


def pickup(turn: Turn) -> Answer:
    """Take down where or when the customer comes; without either, say when that could be."""
    branch = branch_named(turn)
    if isinstance(branch, Answer):
        return branch
    if branch and (refused := _chosen(turn, branch)):
        return refused
    timed = turn.slots.words("time") or turn.slots.words("wait")
    if not timed:
        return _went_there(turn, branch) if branch else _when(turn)
    wish = _wish(turn)
    if wish is None:
        return again(turn, say("unclear_time"))
    cart.pick_up(turn.session, turn.owner, wish, turn.now)
    if anew := read_anew(turn):
        return anew
    return anything_else(promised(turn, checkout.promise(turn.session, turn.owner, turn.now)))


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
    is_open: Callable[[datetime], bool] = here.hours.is_open if here else lambda _at: True
    return _next(local, clock, is_open)


def _next(local: datetime, clock: time, is_open: Callable[[datetime], bool]) -> datetime:
    """The next time that a clock shows so; of those up to noon also twelve hours later, as people say them."""
    first = local.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    halves = (0, 1, 2, 3) if clock.hour <= 12 else (0, 2)
    ahead = [at for half in halves if (at := first + half * HALF_DAY) > local]
    return next((at for at in ahead if is_open(at)), ahead[0])
