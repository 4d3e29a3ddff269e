"""Customers who want to be told when something sold out is back: asked for by them, told once, and then done.

Told only to those whose consent stood when they asked and stands still; whoever ends it and agrees anew later is not told of
what was asked before. Imports nothing of ours but the store, browsing, channels, consent, news, places, the shelf, stock's
tables and errors.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, func, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import news, place
from models.base import Base
from models.browse import get_product
from models.channels import Purpose
from models.consent import Consent
from models.errors import StockWatchesTooMany, UnknownProduct
from models.shelf import branches
from models.stock_tables import ONE_PLACE

BACK = "back"
"""The kind of notice"""
MOST = 5
"""Of one customer at a time"""
_WAITING = text("told_at IS NULL")


class StockWatch(Base):
    """One customer's wish to be told of one product."""

    __tablename__ = "stock_watch"
    __table_args__ = (
        Index("ix_stock_watch_waiting", "product_id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(index=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"))
    branch_id: Mapped[str]
    """Where the customer buys; empty where the shop is one place"""
    asked_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


def watch(session: Session, owner: str, product_id: str, now: datetime) -> None:
    """Note that an owner wants to be told; asked for twice it is told once. Raises `StockWatchesTooMany`."""
    mine = (StockWatch.owner == owner, StockWatch.told_at.is_(None), _agreed())
    waiting = set(session.scalars(select(StockWatch.product_id).where(*mine)))
    if product_id in waiting:
        return
    if len(waiting) >= MOST:
        raise StockWatchesTooMany(MOST)
    branch = place.here(session, owner)
    session.add(
        StockWatch(
            owner=owner,
            product_id=product_id,
            branch_id=branch.id if branch else ONE_PLACE,
            asked_at=now,
        )
    )
    session.flush()


def tell(session: Session, product_id: str, branch_id: str | None, now: datetime) -> int:
    """Write a notice for all who wait for a product in a branch, None: in all, and are told by nobody else; how many."""
    waiting = [StockWatch.product_id == product_id, StockWatch.told_at.is_(None), _agreed()]
    if branch_id is not None:
        waiting.append(or_(StockWatch.branch_id == branch_id, StockWatch.branch_id == ONE_PLACE))
    # All in one statement: of two who count at once the second looks again at a row for which it had to wait.
    told = update(StockWatch).where(*waiting).values(told_at=now).returning(StockWatch.owner)
    owners = session.scalars(told, execution_options={"synchronize_session": False}).all()
    for owner in owners:
        news.notify(session, owner, Purpose.BACK_IN_STOCK, BACK, product_id, now)
    return len(owners)


def look_again(session: Session, now: datetime) -> int:
    """Tell of all that is waited for and is there, as after another catalogue; how many were told."""
    waiting = select(StockWatch.product_id, StockWatch.branch_id)
    waiting = waiting.where(StockWatch.told_at.is_(None)).distinct()
    listed = {ONE_PLACE, *(one.id for one in branches(session))}
    told = 0
    for product_id, branch_id in session.execute(waiting.order_by(*waiting.selected_columns)).all():
        if branch_id in listed and _is_left(session, product_id, branch_id):
            told += tell(session, product_id, branch_id, now)
    place.leave(session)
    return told


def is_there(session: Session, owner: str, product_id: str, now: datetime) -> bool:
    """Whether an owner can have a product now, where they buy."""
    place.serve(session, owner, now)
    return _is_left(session, product_id)


def counts(session: Session) -> tuple[int, int]:
    """Return how many wait, and how many were told."""
    counted = func.count(StockWatch.id), func.count(StockWatch.told_at)
    every, told = session.execute(select(*counted)).one()
    return int(every) - int(told), int(told)


def _is_left(session: Session, product_id: str, branch_id: str = ONE_PLACE) -> bool:
    if branch_id:
        place.at(session, branch_id)
    try:
        return get_product(session, product_id).stock != 0
    except UnknownProduct:
        return False


def _agreed() -> ColumnElement[bool]:
    """Whether a consent that stands was there when it was asked for."""
    theirs = (Consent.owner == StockWatch.owner, Consent.purpose == Purpose.BACK_IN_STOCK)
    standing = (Consent.withdrawn_at.is_(None), Consent.given_at <= StockWatch.asked_at)
    return select(Consent.id).where(*theirs, *standing).exists()
