"""What a customer likes and looked at, kept only with their consent: one choice of each group of options, ten products.

Learned from what they ordered. Imports nothing of ours but the store, consent, channels, choosing and orders' tables.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    String,
    Table,
    bindparam,
    delete,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.orm import Session

from models import consent
from models.base import Base, UtcDateTime
from models.channels import Channel, Purpose
from models.choosing import Chosen
from models.fulfilment import OrderStatus
from models.order_tables import Order, OrderLine

TIMES = 3
"""So many orders with the same choice of a group are a liking"""
LATEST = 10
"""Orders that are looked at"""
MOST_VIEWED = 10

PREFERENCE = Table(
    "preference",
    Base.metadata,
    Column("owner", String, primary_key=True),
    Column("group_id", String, primary_key=True),
    Column("choice", String, nullable=False),
    Column("since", UtcDateTime, nullable=False),
)
"""No foreign keys: a catalogue may leave a choice out, and what it means is looked up when it is used"""

VIEWED = Table(
    "viewed",
    Base.metadata,
    Column("owner", String, primary_key=True),
    Column("product_id", String, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "owner", "at"),
)

_OWN = PREFERENCE.c.owner == bindparam("who")
_LIKES = (
    select(PREFERENCE.c.group_id, PREFERENCE.c.choice).where(_OWN).order_by(PREFERENCE.c.group_id)
)
_TIMES = select(VIEWED.c.product_id, VIEWED.c.at).where(VIEWED.c.owner == bindparam("who"))
_NEWEST_FIRST = _TIMES.order_by(VIEWED.c.at.desc(), VIEWED.c.product_id)
_ORDER: Any = Order.__table__
_LINE: Any = OrderLine.__table__
_ORDERED = (
    select(_LINE.c.order_id, _LINE.c.choices)
    .where(
        _LINE.c.order_id.in_(
            select(_ORDER.c.id)
            .where(_ORDER.c.owner == bindparam("who"), _ORDER.c.status != OrderStatus.CANCELLED)
            .order_by(_ORDER.c.id.desc())
            .limit(literal_column(str(LATEST)))
        )
    )
    .order_by(_LINE.c.order_id.desc(), _LINE.c.position)
)
"""Plain, as every order of an account runs it, and the mapper takes several times as long"""


@dataclass(frozen=True)
class Liking:
    """A choice that was made again and again."""

    group: str
    choice: str
    name: str


def likes(session: Session, owner: str) -> dict[str, str]:
    """Return the choice that the owner likes, by group."""
    return {
        row.group_id: row.choice for row in session.connection().execute(_LIKES, {"who": owner})
    }


def tastes(session: Session, owner: str) -> list[Liking]:
    """Return what the owner chose in `TIMES` of the latest orders, of each group the choice that most have.

    The most frequent first; of equals what is said behind a product, as milk is, since it tells more of taste than a size.
    """
    named: dict[tuple[str, str], Chosen] = {}
    counted: set[tuple[int, str, str]] = set()
    for row in session.connection().execute(_ORDERED, {"who": owner}):
        for one in row.choices:
            named.setdefault((one.group, one.choice), one)
            counted.add((row.order_id, one.group, one.choice))
    seen = Counter((group, choice) for _, group, choice in counted)
    found: dict[str, Liking] = {}
    for key in sorted(named, key=lambda one: (-seen[one], named[one].position != "after")):
        if seen[key] >= TIMES:
            found.setdefault(key[0], Liking(*key, named[key].name))
    return list(found.values())


def learn(session: Session, owner: str, liked: Sequence[Liking], now: datetime) -> None:
    """Remember what the owner likes, in the place of what they liked before. The caller has seen to the consent."""
    connection = session.connection()
    known = likes(session, owner)
    for one in liked:
        row = {"owner": owner, "group_id": one.group, "choice": one.choice, "since": now}
        if one.group not in known:
            connection.execute(insert(PREFERENCE), row)
        elif known[one.group] != one.choice:
            same = (PREFERENCE.c.owner == owner, PREFERENCE.c.group_id == one.group)
            connection.execute(update(PREFERENCE).where(*same).values(choice=one.choice, since=now))


def viewed(session: Session, owner: str) -> list[str]:
    """Return the ids of the products that the owner looked at, the last one first."""
    return list(session.scalars(_NEWEST_FIRST, {"who": owner}))


def keep_viewed(session: Session, owner: str, product_ids: Sequence[str], now: datetime) -> None:
    """Remember what the owner looked at, the last one first, if they agreed to that; the oldest are forgotten."""
    if not product_ids or consent.find(session, owner, Channel.ALEXA, Purpose.MEMORY) is None:
        return
    times = {row.product_id: row.at for row in session.execute(_TIMES, {"who": owner})}
    for place, one in enumerate(product_ids):
        times[one] = now - timedelta(microseconds=place)
    kept = sorted(times, key=lambda one: times[one], reverse=True)[:MOST_VIEWED]
    rows = [{"owner": owner, "product_id": one, "at": times[one]} for one in kept]
    session.execute(delete(VIEWED).where(VIEWED.c.owner == owner))
    session.execute(insert(VIEWED), rows)


def forget(session: Session, owner: str) -> None:
    """Forget what the owner likes and looked at."""
    for table in (PREFERENCE, VIEWED):
        session.connection().execute(delete(table).where(table.c.owner == owner))
