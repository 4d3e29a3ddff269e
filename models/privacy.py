"""What is kept of a customer: given out whole, and erased, so that the shop's books stay without the person.

Read off the tables themselves, so that none is forgotten: a row is a customer's if it names them as `owner`, or belongs
to such a row. Imports nothing of ours but the store, its transaction, carts' and orders' tables, events and errors.
"""

from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    Table,
    cast,
    delete,
    exists,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from models import events
from models.base import Base
from models.cart_tables import CART, CART_LINE, CART_SNAPSHOT
from models.events import Kind
from models.order_tables import IS_OPEN, Order, OrderLine, OrderStep
from models.staff_errors import CustomerWaits, UnknownCustomer
from models.transaction import forget

MOST_ORDERS = 500
"""Of a customer, in one event"""
_ORDER: Any = Order.__table__
_LINE: Any = OrderLine.__table__
_STEP: Any = OrderStep.__table__
_BOOKS = {_ORDER, _LINE, _STEP, CART, CART_LINE, CART_SNAPSHOT}
"""Tables whose rows stay if they are of an order; of all others a person's rows go"""
_PERSONAL = {"first_name": None, "address": None}
"""What else in an order is of the person"""
_ALSO_OTHERS = {"turn", "tally"}
"""The tables whose owners may also be programs or counters"""
_STAFF = {"order_step": "who"}
"""What is of another person"""


def everything(session: Session, owner: str) -> dict[str, list[dict[str, Any]]]:
    """Return all rows that are a customer's, by table; raises `UnknownCustomer`.

    Times are text (ISO 8601), money is minor units, all else is as the tables have it.
    """
    _check_known(session, owner)
    found = {}
    for table, theirs in _held(owner):
        columns = [one for one in table.c if one.name != _STAFF.get(table.name)]
        rows = session.execute(select(*columns).where(theirs).order_by(*table.primary_key))
        found[table.name] = [_plain(dict(row)) for row in rows.mappings()]
    return {name: rows for name, rows in found.items() if rows}


def erase(session: Session, owner: str, now: datetime) -> None:
    """Forget a customer; what was bought stays, by nobody. Raises `UnknownCustomer`, or `CustomerWaits` for an order.

    The staff's systems are told by which orders, and which digest of the owner, they may know the customer.
    """
    _check_known(session, owner)
    waiting = select(_ORDER.c.number).where(_ORDER.c.owner == owner, IS_OPEN)
    if numbers := tuple(session.scalars(waiting)):
        raise CustomerWaits(owner, numbers)
    session.flush()
    connection = session.connection()
    _tell(session, owner, now)
    _erase_open_cart(session, owner)
    for table, theirs in reversed(list(_held(owner))):
        if table not in _BOOKS:
            connection.execute(delete(table).where(theirs))
        elif "owner" in table.c:
            nobody = literal("erased:") + cast(table.c.id, String)
            told = _PERSONAL if table is _ORDER else {}
            connection.execute(update(table).where(theirs).values(owner=nobody, **told))
    session.expire_all()
    forget(session)


def _tell(session: Session, owner: str, now: datetime) -> None:
    orders = session.scalars(select(_ORDER.c.id).where(_ORDER.c.owner == owner)).all()
    digest = sha256(owner.encode()).hexdigest()
    for begin in range(0, len(orders) or 1, MOST_ORDERS):
        told = {"customer": digest, "orders": list(orders[begin : begin + MOST_ORDERS])}
        events.write(session, now, (Kind.CUSTOMER_ERASED, told))


def _erase_open_cart(session: Session, owner: str) -> None:
    """Take away the cart that nothing was ordered of."""
    ordered = exists().where(_ORDER.c.cart_id == CART.c.id)
    unordered = select(CART.c.id).where(CART.c.owner == owner, ~ordered)
    for table in (CART_SNAPSHOT, CART_LINE):
        session.execute(delete(table).where(table.c.cart_id.in_(unordered)))
    session.execute(delete(CART).where(CART.c.id.in_(unordered)))


def _held(owner: str) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Give the tables with a customer's rows, and which rows are theirs; what is referred to before what refers to it."""
    for table in Base.metadata.sorted_tables:
        found = [table.c.owner == owner] if "owner" in table.c else []
        if not found or table.c.owner.nullable:
            found += _belongs(table, owner)
        if found:
            yield table, or_(*found)


def _belongs(table: Table, owner: str) -> Iterator[ColumnElement[bool]]:
    """Give the ways in which a row belongs to one that names the owner."""
    for key in table.foreign_keys:
        parent = key.column.table
        if "owner" in parent.c:
            theirs = select(key.column).where(parent.c.owner == owner)
            yield key.parent.in_(theirs)


def _check_known(session: Session, owner: str) -> None:
    for table, theirs in _held(owner):
        known = select(literal(1)).where(theirs).limit(1)
        if table.name not in _ALSO_OTHERS and session.execute(known).first():
            return
    raise UnknownCustomer(owner)


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    match value:
        case datetime():
            return value.isoformat()
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
