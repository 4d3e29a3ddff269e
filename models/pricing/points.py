"""The ledger of points: earned by an order that was handed over, spent by one that was placed, taken and given back.

Imports nothing of ours but the store, the edition, events, orders' tables and this room. Rows are only ever added, so the
balance is a sum. What is spent or taken back bears the end of the points that it is of, and is gone with them: the sum of
all that has not ended is right at any time, and nobody has to sweep. Points that were spent before their order was given
back are owed, until they would have ended.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    bindparam,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.orm import Session

from models import edition, events
from models.base import Base, UtcDateTime
from models.order_tables import Order
from models.pricing.errors import PointsGone
from models.pricing.loyalty import Loyalty


class Kind(StrEnum):
    """What happened to points."""

    EARNED = "earned"
    SPENT = "spent"
    GIVEN_BACK = "given_back"
    TAKEN_BACK = "taken_back"


POINTS_ENTRY = Table(
    "points_entry",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("owner", String, nullable=False),
    Column("order_id", ForeignKey("customer_order.id"), index=True, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("points", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Index(None, "owner", "id"),
)
"""Points are negative where they went; from `expires_at` on a row counts no more"""

_ENTRY = POINTS_ENTRY.c
Lot = tuple[int, datetime | None]
"""So many points, and when they end"""
_OWN = _ENTRY.owner == bindparam("who")
_LASTS = or_(_ENTRY.expires_at.is_(None), _ENTRY.expires_at > bindparam("now"))
_BALANCE = select(func.coalesce(func.sum(_ENTRY.points), 0)).where(_OWN, _LASTS)
_LOCKED = select(_ENTRY.id).where(_OWN, _LASTS, _ENTRY.points > 0).order_by(_ENTRY.id)
_LOTS = select(func.sum(_ENTRY.points), _ENTRY.expires_at).where(_OWN, _LASTS)
_OF_ORDER = select(_ENTRY.kind, _ENTRY.points, _ENTRY.expires_at).where(
    _ENTRY.order_id == bindparam("order")
)
_NEVER = datetime.max.replace(tzinfo=UTC)
_WRITTEN = insert(POINTS_ENTRY).inline()


def balance(session: Session, owner: str, now: datetime) -> int:
    """Return how many points an owner has; less than none if some are owed."""
    return int(session.connection().execute(_BALANCE, {"who": owner, "now": now}).scalar_one())


def entries(session: Session, owner: str, before: int | None, limit: int) -> Sequence[Any]:
    """Return an owner's rows, newest first; of ids `before` one, if one is given."""
    query = select(POINTS_ENTRY).where(_OWN).order_by(_ENTRY.id.desc()).limit(limit)
    query = query if before is None else query.where(_ENTRY.id < before)
    return session.connection().execute(query, {"who": owner}).all()


def spend(session: Session, order: Order, now: datetime) -> None:
    """Spend what an order that is placed spends, first what ends first; raises `PointsGone`.

    Whoever spends holds the owner's points against others until the transaction ends, and adds up after that, so that
    two orders never spend the same.
    """
    if not order.points:
        return
    connection, asked = session.connection(), {"who": order.owner, "now": now}
    connection.execute(_LOCKED.with_for_update(), asked).all()
    rows = connection.execute(_LOTS.group_by(_ENTRY.expires_at), asked)
    lots = sorted(((int(n), end) for n, end in rows), key=lambda lot: lot[1] or _NEVER)
    have = sum(points for points, _ in lots)
    if have < order.points:
        raise PointsGone(order.points, max(0, have))
    _write(session, order, Kind.SPENT, _taken(lots, order.points), now)


def give_back(session: Session, order: Order, now: datetime) -> None:
    """Give back what an order spent that is cancelled; they end when they would have."""
    if order.points:
        spent = [(-points, end) for kind, points, end in _of(session, order) if kind == Kind.SPENT]
        _write(session, order, Kind.GIVEN_BACK, spent, now)


def earn(session: Session, order: Order, now: datetime) -> None:
    """Give what an order earns that was handed over, less the part of it that was given back already."""
    if earned := due(order):
        rules = Loyalty.read(edition.shop(session).loyalty)
        ends = rules.ends(now) if rules else None
        _write(session, order, Kind.EARNED, [(earned, ends)], now)


def take_back(session: Session, order: Order, now: datetime) -> None:
    """Take back of what an order earned the part of which the money was given back."""
    if not order.earns:
        return
    earned = [row for row in _of(session, order) if row[0] in (Kind.EARNED, Kind.TAKEN_BACK)]
    more = sum(points for _, points, _ in earned) - due(order)
    if earned and more > 0:
        _write(session, order, Kind.TAKEN_BACK, [(-more, earned[0][2])], now)


def due(order: Order) -> int:
    """Return the points for what was paid and not given back."""
    if not order.earns:
        return 0
    return order.earns * (order.total - order.refunded) // order.total


def _taken(lots: Iterable[Lot], points: int) -> list[Lot]:
    """Take points out of lots, in their order."""
    taken = []
    for there, end in lots:
        part = min(points, there)
        if part > 0:
            taken.append((-part, end))
            points -= part
    return taken


def _of(session: Session, order: Order) -> Sequence[tuple[str, int, datetime | None]]:
    rows = session.connection().execute(_OF_ORDER.order_by(_ENTRY.id), {"order": order.id})
    return [(kind, int(points), end) for kind, points, end in rows]


def _write(session: Session, order: Order, kind: Kind, lots: Sequence[Lot], now: datetime) -> None:
    """Add rows, and tell the staff's systems how many points that are."""
    if not lots:
        return
    session.flush()
    same = {"owner": order.owner, "order_id": order.id, "kind": kind.value, "at": now}
    rows = [{**same, "points": points, "expires_at": end} for points, end in lots]
    session.connection().execute(_WRITTEN, rows)
    told = {"order": order.id, "number": order.number, "points": sum(n for n, _ in lots)}
    events.write(session, now, (events.Kind(f"points.{kind.value}"), told))
