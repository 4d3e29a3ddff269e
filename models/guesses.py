"""How often who may guess wrong at what is not theirs to know.

Imports nothing of ours but the store, tallies, errors and visits. Only what was wrong is counted, when the turn is over
and whatever the turn took back. Who has used up the wrong guesses is not told whether the next one is right: so what is
guessed at is looked for by a condition, and one that is right costs no statement more.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from models import tallies
from models.errors import ShopError, TooManyGuesses
from models.tallies import Tally
from models.visits import all_at, counter_of


@dataclass(frozen=True)
class Allowance:
    """How many wrong guesses, within how long."""

    wrong: int
    window: timedelta


_TEN = timedelta(minutes=10)
ORDER = "order"
"""What names an order: its number and a first name"""
CODE = "code"
"""A code that was sent to prove an address; one is good for no longer than its window"""
COUPON = "coupon"
"""Codes of coupons"""
WHO = "who"
"""A code that says at a counter who it is: there may be some good ones at any time, so that fewer may be tried"""
CUSTOMER: Mapping[str, Allowance] = {
    ORDER: Allowance(5, _TEN),
    CODE: Allowance(5, timedelta(minutes=15)),
    COUPON: Allowance(5, _TEN),
    WHO: Allowance(3, timedelta(minutes=15)),
}
"""Of one customer, which at a counter is one visit; by what is guessed at"""
COUNTER: Mapping[str, Allowance] = {
    ORDER: Allowance(20, _TEN),
    CODE: Allowance(20, _TEN),
    COUPON: Allowance(20, _TEN),
    WHO: Allowance(10, timedelta(minutes=30)),
}
"""Of all who come to one counter: whoever says goodbye and comes again is the same person, perhaps"""

_TALLY: Any = Tally.__table__


def allowed(kind: str, owner: str, now: datetime) -> ColumnElement[bool]:
    """Return the condition that an owner may guess at this still."""
    used_up = or_(*(_used_up(kind, who, allowance, now) for who, allowance in _whose(kind, owner)))
    return ~select(_TALLY.c.count).where(used_up).exists()


def check(session: Session, kind: str, owner: str, now: datetime) -> int:
    """Return how many wrong guesses an owner has left; raises `TooManyGuesses` if none."""
    left = []
    for who, allowance in _whose(kind, owner):
        used = select(_TALLY.c.count, _TALLY.c.since).where(_counts(kind, who, allowance, now))
        wrong, since = session.execute(used).one_or_none() or (0, now)
        if wrong >= allowance.wrong:
            wait = since + allowance.window - now
            raise TooManyGuesses(kind, max(2, -(-int(wait.total_seconds()) // 60)))
        left.append(allowance.wrong - wrong)
    return min(left)


def count(session: Session, owner: str, refused: Iterable[ShopError], now: datetime) -> None:
    """Count the refusals that were wrong guesses; of most turns there are none, and nothing is written."""
    for kind in (one.guess for one in refused if one.guess):
        for who, allowance in _whose(kind, owner):
            tallies.add(session, kind, who, 1, now, allowance.window)


def forgive(session: Session, kind: str, owner: str) -> None:
    """Forget an owner's wrong guesses, since there is something else to guess at now."""
    session.execute(delete(_TALLY).where(_TALLY.c.kind == kind, _TALLY.c.owner == owner))


def _whose(kind: str, owner: str) -> Iterator[tuple[str, Allowance]]:
    """Give those for whom an owner's guesses count."""
    yield owner, CUSTOMER[kind]
    if counter := counter_of(owner):
        yield all_at(counter), COUNTER[kind]


def _used_up(kind: str, who: str, allowance: Allowance, now: datetime) -> ColumnElement[bool]:
    return and_(_counts(kind, who, allowance, now), _TALLY.c.count >= allowance.wrong)


def _counts(kind: str, who: str, allowance: Allowance, now: datetime) -> ColumnElement[bool]:
    """The window of wrong guesses that is not over yet."""
    since = now - allowance.window
    return and_(_TALLY.c.kind == kind, _TALLY.c.owner == who, _TALLY.c.since > since)
