"""What is left on the shelf: checked, held for a yes, taken, put back and counted, in each branch by itself.

Imports nothing of ours but the transaction, browsing, places, carts', orders' and stock's tables, shelf and errors.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.orm import Session

from models import place
from models.cart_tables import CartLine
from models.catalog import Product
from models.errors import OutOfStock
from models.left import locked
from models.order_tables import Order
from models.stock_tables import BRANCH_STOCK, ONE_PLACE, STOCK_HOLD
from models.transaction import forget

_LIES, _HELD = BRANCH_STOCK.c, STOCK_HOLD.c
_OWN = _HELD.owner == bindparam("who")
_MOVED = (
    update(BRANCH_STOCK)
    .where(_LIES.branch_id == bindparam("at"), _LIES.product_id == bindparam("what"))
    .where(_LIES.pieces + bindparam("more") >= 0)
    .values(pieces=_LIES.pieces + bindparam("more"))
)
_MOVED_HERE = (
    update(Product.__table__)  # type: ignore[arg-type]  # typed as if it could be no table
    .where(Product.id == bindparam("what"), Product.stock + bindparam("more") >= 0)
    .values(stock=Product.stock + bindparam("more"))
)
_GIVEN_UP = delete(STOCK_HOLD).where(_OWN).returning(*_HELD)
_RELEASED = delete(STOCK_HOLD).where(_OWN)
_OUTDATED = delete(STOCK_HOLD).where(
    _HELD.branch_id == bindparam("at"),
    _HELD.product_id.in_(bindparam("ids", expanding=True)),
    _HELD.expires_at < bindparam("now"),
)
_HOLD = insert(STOCK_HOLD)
"""Made once, as making them costs as much as running them"""


def check(lines: Sequence[CartLine]) -> None:
    """Refuse lines with more in them than is left."""
    for product, wanted in _pieces(lines).items():
        left = product.stock if product.sold else 0
        if left is not None and wanted > left:
            raise OutOfStock(product.named, wanted, left)


def hold(
    session: Session, owner: str, lines: Iterable[CartLine], now: datetime, until: datetime
) -> bool:
    """Keep what is counted in the lines for an owner, in the place of what was kept; whether there was any such thing.

    From then to `until` nobody else can have it. Raises `OutOfStock` if others have it, or it is kept for them.
    """
    counted = _counted(lines)
    if not counted:
        return False
    branch_id = _branch(session, owner)
    _check_left(counted, locked(session, branch_id, owner, _ids(counted), now))
    connection = session.connection()
    connection.execute(_RELEASED, {"who": owner})
    connection.execute(_OUTDATED, {"at": branch_id, "ids": _ids(counted), "now": now})
    kept = {"owner": owner, "branch_id": branch_id, "expires_at": until}
    rows = [{"product_id": one.id, "pieces": n, **kept} for one, n in counted.items()]
    connection.execute(_HOLD, rows)
    return True


def release(session: Session, owner: str) -> None:
    """Let others have what was kept for an owner."""
    session.connection().execute(_RELEASED, {"who": owner})


def take(session: Session, owner: str, lines: Iterable[CartLine], now: datetime) -> None:
    """Take what is counted from the shelf, and what was held for the owner with it; raises `OutOfStock`."""
    counted = _counted(lines)
    if not counted:
        return
    branch_id = _branch(session, owner)
    less = {one.id: -pieces for one, pieces in counted.items()}
    held = len(less) == 1 and _was_held(session, owner, branch_id, counted, now)
    if held and _move(session, branch_id, less):
        return  # what nearly every yes does: others could not take what was held
    _check_left(counted, locked(session, branch_id, owner, _ids(counted), now))
    _move(session, branch_id, less)
    release(session, owner)


def put_back(session: Session, order: Order) -> None:
    """Put what is counted back on the shelf that it came from, in one order for all."""
    pieces: Counter[str] = Counter()
    for line in order.lines:
        pieces[line.product_id] += line.quantity
    _move(session, order.branch_id or ONE_PLACE, pieces)
    forget(session)


def _was_held(
    session: Session, owner: str, branch_id: str, counted: Mapping[Product, int], now: datetime
) -> bool:
    """Give up what is held for an owner; whether it was all of this, and still."""
    found = session.connection().execute(_GIVEN_UP, {"who": owner}).all()
    held = {row.product_id: row.pieces for row in found if _lasts(row, branch_id, now)}
    return all(held.get(product.id, 0) >= pieces for product, pieces in counted.items())


def _lasts(hold: Any, branch_id: str, now: datetime) -> bool:
    return bool(hold.branch_id == branch_id and hold.expires_at >= now)


def _move(session: Session, branch_id: str, more: Mapping[str, int]) -> bool:
    """Add pieces, or take them if there are so many; whether all were there."""
    session.flush()
    rows = [{"what": product_id, "more": more[product_id]} for product_id in sorted(more)]
    at = [{"at": branch_id, **row} for row in rows] if branch_id else rows
    done = session.connection().execute(_MOVED if branch_id else _MOVED_HERE, at)
    return done.rowcount == len(rows)


def _check_left(counted: Mapping[Product, int], left: Mapping[str, int]) -> None:
    for product, wanted in counted.items():
        if wanted > left[product.id]:
            raise OutOfStock(product.named, wanted, left[product.id])


def _branch(session: Session, owner: str) -> str:
    branch = place.here(session, owner)
    return branch.id if branch else ONE_PLACE


def _counted(lines: Iterable[CartLine]) -> Mapping[Product, int]:
    """Return how many pieces the lines have of each product that is counted."""
    return {product: n for product, n in _pieces(lines).items() if product.stock is not None}


def _ids(counted: Mapping[Product, int]) -> list[str]:
    return [product.id for product in counted]


def _pieces(lines: Iterable[CartLine]) -> Counter[Product]:
    """Return how many pieces of each product the lines have."""
    pieces: Counter[Product] = Counter()
    for line in lines:
        pieces[line.product] += line.quantity
    return pieces
