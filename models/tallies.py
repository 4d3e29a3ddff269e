"""How often something happened of late, of each kind and by whom: one table, so that all programs count together.

Imports nothing of ours but the store and upsert. A window begins with the first event that is counted and is over a fixed
time later; then the count begins anew.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, case, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.upsert import insert

KEPT = timedelta(days=1)
"""Longer than any window; what is older is of no use"""


class Tally(Base):
    """One count."""

    __tablename__ = "tally"

    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(primary_key=True)
    """Of the event: a customer, or the name of a program, a counter or a channel"""
    count: Mapped[int]
    since: Mapped[datetime] = mapped_column(index=True)
    """When the window began"""


@dataclass(frozen=True)
class Counted:
    """A window."""

    count: int
    since: datetime


_TALLY: Any = Tally.__table__


def add(
    session: Session, kind: str, owner: str, many: int, now: datetime, window: timedelta
) -> Counted:
    """Count some more, in one statement, and return how many it is in this window of so long; 1 day at most."""
    connection = session.connection()
    new = insert(session, _TALLY).values(kind=kind, owner=owner, count=many, since=now)
    over = _TALLY.c.since <= now - window
    counted = new.on_conflict_do_update(
        index_elements=["kind", "owner"],
        set_={
            "count": case((over, many), else_=_TALLY.c.count + many),
            "since": case((over, now), else_=_TALLY.c.since),
        },
    ).returning(_TALLY.c.count, _TALLY.c.since)
    found = Counted(*connection.execute(counted).one())
    if found.since == now:  # seldom enough to throw out old ones
        connection.execute(delete(_TALLY).where(_TALLY.c.since < now - KEPT))
    return found
