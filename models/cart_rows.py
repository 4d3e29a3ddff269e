"""How a cart is read from its rows, and written back: only what changed.

Every turn about a cart does this, so the statements are plain and made once. Imports nothing of ours but the
transaction, shelf, catalogue, choosing and the cart's tables.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from models import shelf
from models.cart_tables import CART, CART_LINE, ONE_OPEN, Cart, CartLine
from models.catalog import Product
from models.choosing import Chosen
from models.transaction import READING

LineRow = Mapping[str, Any]
"""A line as data: its columns but for the cart's id"""

_OPEN = (
    select(
        CART.c.id,
        CART.c.version,
        CART.c.changed_at,
        CART.c.pickup_at,
        CART.c.coupons,
        CART.c.use_points,
        CART_LINE.c.id.label("line"),
        CART_LINE.c.product_id,
        CART_LINE.c.quantity,
        CART_LINE.c.choices,
        CART_LINE.c.unit_price,
        CART_LINE.c.position,
    )
    .select_from(CART.outerjoin(CART_LINE))
    .where(CART.c.owner == bindparam("owner"), ONE_OPEN)
    .order_by(CART_LINE.c.position)
)
_HELD = _OPEN.with_for_update(of=CART)
_ONE_CART = CART.c.id == bindparam("cart")
_ONE_LINE = CART_LINE.c.id == bindparam("line")
_NEW = insert(CART)
_CHANGED = update(CART).where(_ONE_CART)
_LINE_NEW = insert(CART_LINE)
_LINE_CHANGED = update(CART_LINE).where(_ONE_LINE)
_LINE_GONE = delete(CART_LINE).where(_ONE_LINE)


def read(session: Session, owner: str) -> Cart | None:
    """Return the owner's open cart; where it may be changed it is held against others until the transaction ends."""
    query = _OPEN if session.info.get(READING) else _HELD
    rows = session.connection().execute(query, {"owner": owner}).all()
    if not rows:
        return None
    first, filled = rows[0], [row for row in rows if row.line is not None]
    shelf.fetch(session, {row.product_id for row in filled})
    lines = [_line(session, row) for row in filled]
    told = (first.pickup_at, first.coupons, first.use_points)
    return Cart(owner, first.changed_at, lines, first.id, first.version, *told)


def written(line: CartLine) -> LineRow:
    """Return a line as data."""
    return {
        "id": line.id,
        "product_id": line.product_id,
        "quantity": line.quantity,
        "choices": line.choices,
        "unit_price": line.unit_price,
        "position": line.position,
    }


def write(session: Session, cart: Cart, before: Sequence[LineRow]) -> None:
    """Write what became of a cart whose lines were `before`; what is new gets its id."""
    connection = session.connection()
    changed = {
        "version": cart.version,
        "changed_at": cart.changed_at,
        "pickup_at": cart.pickup_at,
        "coupons": cart.coupons,
        "use_points": cart.use_points,
    }
    if cart.id:
        connection.execute(_CHANGED, {"cart": cart.id, **changed})
    else:
        new = {"owner": cart.owner, "status": "open", **changed}
        cart.id = _id_of(connection.execute(_NEW, new).inserted_primary_key)
    gone = {row["id"]: row for row in before}
    for line in cart.lines:
        _write_line(connection, cart, line, gone.pop(line.id, None))
    if gone:
        connection.execute(_LINE_GONE, [{"line": line_id} for line_id in gone])


def wish(session: Session, cart: Cart, now: datetime) -> None:
    """Write what the owner wants of an order beside its lines; a read-back before it counts no more."""
    cart.changed_at = now
    cart.version += 1
    write(session, cart, [written(line) for line in cart.lines])


def close(session: Session, cart: Cart, now: datetime) -> None:
    """Freeze a cart that was ordered."""
    closed = {"cart": cart.id, "status": "ordered", "changed_at": now}
    session.connection().execute(_CHANGED, closed)


def _write_line(connection: Connection, cart: Cart, line: CartLine, before: LineRow | None) -> None:
    row = {**written(line)}
    if before is not None:
        if row != before:
            row["line"] = row.pop("id")
            connection.execute(_LINE_CHANGED, row)
        return
    if not line.id:  # else undo brings it back
        del row["id"]
    new = connection.execute(_LINE_NEW, {"cart_id": cart.id, **row})
    line.id = _id_of(new.inserted_primary_key)


def _id_of(key: Row[Any] | None) -> int:
    return int(cast("Row[Any]", key)[0])


def _line(session: Session, row: Any) -> CartLine:
    product = cast(Product, shelf.product(session, row.product_id))  # products are never deleted
    choices: tuple[Chosen, ...] = row.choices
    return CartLine(product, row.quantity, choices, row.unit_price, row.line, row.position)
