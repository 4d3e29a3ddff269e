"""How a cart was before each change, and back. Imports nothing of ours but the cart's tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from models.cart_tables import Cart, CartLine, CartSnapshot
from models.choosing import Chosen
from models.errors import NothingToUndo

MOST_SNAPSHOTS = 20


# Every change runs this: a plain statement, as another mapper in each flush costs more.
_KEPT = insert(CartSnapshot.__table__)  # type: ignore[arg-type]


@contextmanager
def changing(
    session: Session, cart: Cart, now: datetime, *, undoable: bool = True
) -> Iterator[None]:
    """Raise the cart's version, write the change made within, and keep the cart as it was before."""
    version, lines = cart.version, [_frozen(line) for line in cart.lines]
    cart.version += 1
    cart.changed_at = now
    yield
    session.flush()  # a new cart has its id from here on
    if undoable:
        before = {"cart_id": cart.id, "version": version, "lines": lines}
        session.connection().execute(_KEPT, before)
    if version >= MOST_SNAPSHOTS:
        too_old = CartSnapshot.version <= version - MOST_SNAPSHOTS
        session.execute(delete(CartSnapshot).where(CartSnapshot.cart_id == cart.id, too_old))


def restore(session: Session, cart: Cart, now: datetime) -> None:
    """Bring back the lines before the last change; raises `NothingToUndo`."""
    query = select(CartSnapshot).where(CartSnapshot.cart_id == cart.id)
    snapshot = session.scalar(query.order_by(CartSnapshot.version.desc()).limit(1))
    if snapshot is None:
        raise NothingToUndo
    there = {line.id: line for line in cart.lines}
    cart.lines = [_thawed(frozen, there) for frozen in snapshot.lines]
    cart.version += 1
    cart.changed_at = now
    session.delete(snapshot)
    session.flush()


def _frozen(line: CartLine) -> dict[str, Any]:
    """Return a line as plain data."""
    return {
        "id": line.id,
        "product_id": line.product_id,
        "quantity": line.quantity,
        "choices": [vars(one) for one in line.choices],
        "unit_price": line.unit_price,
        "position": line.position,
    }


def _thawed(frozen: dict[str, Any], there: dict[int, CartLine]) -> CartLine:
    """Return the line of plain data, the same object if it is still in the cart."""
    line = there.get(frozen["id"]) or CartLine(id=frozen["id"], product_id=frozen["product_id"])
    line.quantity = frozen["quantity"]
    line.choices = tuple(Chosen(**one) for one in frozen["choices"])
    line.unit_price = frozen["unit_price"]
    line.position = frozen["position"]
    return line
