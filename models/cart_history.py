"""How a cart was before each change, and back.

Imports nothing of ours but the catalogue, choosing, the cart's tables and rows, the shelf and errors.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from models import cart_rows, shelf
from models.cart_rows import LineRow
from models.cart_tables import CART_SNAPSHOT, Cart, CartLine
from models.catalog import Product
from models.choosing import Chosen
from models.errors import NothingToUndo

MOST_SNAPSHOTS = 20

_OF_CART = CART_SNAPSHOT.c.cart_id == bindparam("cart")
_KEPT = insert(CART_SNAPSHOT)
_NEWEST = (
    select(CART_SNAPSHOT.c.version, CART_SNAPSHOT.c.lines)
    .where(_OF_CART)
    .order_by(CART_SNAPSHOT.c.version.desc())
    .limit(1)
)
_TAKEN = delete(CART_SNAPSHOT).where(_OF_CART, CART_SNAPSHOT.c.version == bindparam("last"))
_TOO_OLD = delete(CART_SNAPSHOT).where(_OF_CART, CART_SNAPSHOT.c.version <= bindparam("last"))


@contextmanager
def changing(
    session: Session, cart: Cart, now: datetime, *, undoable: bool = True
) -> Iterator[None]:
    """Raise the cart's version, write the change made within, and keep the cart as it was before."""
    version, before = cart.version, [cart_rows.written(line) for line in cart.lines]
    cart.version += 1
    cart.changed_at = now
    yield
    cart_rows.write(session, cart, before)  # a new cart has its id from here on
    connection = session.connection()
    if undoable:
        kept = {"cart_id": cart.id, "version": version, "lines": [_frozen(row) for row in before]}
        connection.execute(_KEPT, kept)
    if version >= MOST_SNAPSHOTS:
        connection.execute(_TOO_OLD, {"cart": cart.id, "last": version - MOST_SNAPSHOTS})


def restore(session: Session, cart: Cart, now: datetime) -> None:
    """Bring back the lines before the last change; raises `NothingToUndo`."""
    connection = session.connection()
    snapshot = connection.execute(_NEWEST, {"cart": cart.id}).one_or_none()
    if snapshot is None:
        raise NothingToUndo
    before = [cart_rows.written(line) for line in cart.lines]
    shelf.fetch(session, {frozen["product_id"] for frozen in snapshot.lines})
    cart.lines = [_thawed(session, frozen) for frozen in snapshot.lines]
    cart.version += 1
    cart.changed_at = now
    cart_rows.write(session, cart, before)
    connection.execute(_TAKEN, {"cart": cart.id, "last": snapshot.version})


def _frozen(row: LineRow) -> dict[str, Any]:
    """Return a line as JSON has it."""
    return {**row, "choices": [vars(one) for one in row["choices"]]}


def _thawed(session: Session, frozen: Mapping[str, Any]) -> CartLine:
    """Return the line of JSON."""
    return CartLine(
        cast(Product, shelf.product(session, frozen["product_id"])),
        frozen["quantity"],
        tuple(Chosen(**one) for one in frozen["choices"]),
        frozen["unit_price"],
        frozen["id"],
        frozen["position"],
    )
