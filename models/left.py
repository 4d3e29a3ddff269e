"""How much is left of what is counted: in a branch, in all of them, or in the one place, less what is held for others.

Imports nothing of ours but the catalogue, places and the tables of stock.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from models import place
from models.catalog import Product
from models.stock_tables import BRANCH_STOCK, ONE_PLACE, STOCK_HOLD

_PRODUCT: Any = Product.__table__
_LIES, _HELD = BRANCH_STOCK.c, STOCK_HOLD.c
_IDS: Any = bindparam("ids", expanding=True)
_OTHERS = (_HELD.owner != bindparam("who"), _HELD.expires_at >= bindparam("now"))
"""Held for others, still"""


def _held(product_id: ColumnElement[str], branch_id: Any) -> ColumnElement[int]:
    """Return how many pieces of a product are held for others at a place."""
    same = (_HELD.product_id == product_id, _HELD.branch_id == branch_id)
    pieces = select(func.sum(_HELD.pieces)).where(*same, *_OTHERS).scalar_subquery()
    return func.coalesce(pieces, 0)


_OF_ONE_PLACE = select(_PRODUCT.c.id, _PRODUCT.c.stock - _held(_PRODUCT.c.id, ONE_PLACE)).where(
    _PRODUCT.c.id.in_(_IDS)
)
_OF_BRANCH = select(
    _LIES.product_id, _LIES.pieces - _held(_LIES.product_id, bindparam("branch"))
).where(_LIES.branch_id == bindparam("branch"), _LIES.product_id.in_(_IDS))
_OF_ALL = (
    select(_LIES.product_id, func.sum(_LIES.pieces))
    .where(_LIES.product_id.in_(_IDS))
    .group_by(_LIES.product_id)
)
_LOCKED_HERE = (
    select(_PRODUCT.c.id, _PRODUCT.c.stock)
    .where(_PRODUCT.c.id.in_(_IDS))
    .order_by(_PRODUCT.c.id)
    .with_for_update()
)
_LOCKED_AT = (
    select(_LIES.product_id, _LIES.pieces)
    .where(_LIES.branch_id == bindparam("branch"), _LIES.product_id.in_(_IDS))
    .order_by(_LIES.product_id)
    .with_for_update()
)
_HELD_NOW = (
    select(_HELD.product_id, func.sum(_HELD.pieces))
    .where(_HELD.branch_id == bindparam("branch"), _HELD.product_id.in_(_IDS), *_OTHERS)
    .group_by(_HELD.product_id)
)
"""Made once, as making them costs as much as running them"""


def in_stock(session: Session, product_id: Any) -> tuple[ColumnElement[bool], Mapping[str, Any]]:
    """Return what makes a product one that whom the transaction serves can have, with its parameters."""
    served, branch = place.served(session), place.here(session)
    asked: dict[str, Any] = {"who": served.owner, "now": served.now}
    lies = select(_LIES.product_id).where(_LIES.product_id == _PRODUCT.c.id)
    some: ColumnElement[bool] = _PRODUCT.c.stock > _held(_PRODUCT.c.id, ONE_PLACE)
    if branch:
        asked["branch"] = branch.id
        held = _held(_LIES.product_id, bindparam("branch"))
        some = lies.where(_LIES.branch_id == bindparam("branch"), _LIES.pieces > held).exists()
    elif place.is_several(session):
        some = lies.where(_LIES.pieces > 0).exists()
    whole = or_(_PRODUCT.c.stock.is_(None), some)
    return select(_PRODUCT.c.id).where(_PRODUCT.c.id == product_id, whole).exists(), asked


def left(session: Session, product_ids: Collection[str]) -> Mapping[str, int]:
    """Return how much whom the transaction serves can have of each counted product."""
    served, ids = place.served(session), list(product_ids)
    branch = place.here(session)
    asked: dict[str, Any] = {"ids": ids, "who": served.owner, "now": served.now}
    query: Select[str, int] = _OF_ONE_PLACE
    if branch:
        query, asked = _OF_BRANCH, asked | {"branch": branch.id}
    elif place.is_several(session):
        query, asked = _OF_ALL, {"ids": ids}
    found = {
        id: max(0, int(pieces or 0)) for id, pieces in session.connection().execute(query, asked)
    }
    return {id: found.get(id, 0) for id in ids}


def locked(
    session: Session, branch_id: str, owner: str, product_ids: Collection[str], now: Any
) -> Mapping[str, int]:
    """Return how much an owner can have of each, and keep all others from taking or holding any until the transaction ends.

    The pieces are locked in one order for all, so that nobody waits for one who waits for them. Holds are read after that:
    PostgreSQL does not see those made while a statement waited.
    """
    connection, ids = session.connection(), list(product_ids)
    query = _LOCKED_AT if branch_id else _LOCKED_HERE
    asked = {"ids": ids, "branch": branch_id} if branch_id else {"ids": ids}
    lies = {id: int(pieces or 0) for id, pieces in connection.execute(query, asked)}
    others = {"ids": ids, "branch": branch_id, "who": owner, "now": now}
    held = dict(connection.execute(_HELD_NOW, others).all())
    return {id: max(0, lies.get(id, 0) - int(held.get(id, 0))) for id in ids}
