"""Numbers of orders: short enough to be said, and no two open orders have the same.

Imports nothing of ours but the orders' tables and errors.
"""

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from models.errors import NoOrderNumber
from models.order_tables import IS_OPEN, Order, OrderCounter

FIRST_NUMBER = 100
LAST_NUMBER = 999
_COUNTER = select(OrderCounter.last).with_for_update()
_COUNTED = update(OrderCounter.__table__)  # type: ignore[arg-type]  # typed as if it could be no table
_TAKEN = select(Order.id).where(Order.number == bindparam("number"), IS_OPEN)


def next_number(session: Session) -> int:
    """Return the next number no open order has; the counter's row keeps other checkouts out."""
    connection = session.connection()
    number = connection.execute(_COUNTER).scalar_one()
    for _ in range(FIRST_NUMBER, LAST_NUMBER + 1):
        number = FIRST_NUMBER if number >= LAST_NUMBER else number + 1
        if connection.execute(_TAKEN, {"number": number}).first() is None:
            connection.execute(_COUNTED, {"last": number})
            return int(number)
    raise NoOrderNumber(LAST_NUMBER + 1 - FIRST_NUMBER)
