"""Fills a shop with orders of the past, by the million: in the database itself, with the same SQL on both engines.

Imports `models.base` only. All but the newest are collected; as many are open in a shop of any size, so that only the
past differs. They were collected at the first branch, which nothing now waits in.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from models.base import Store

OPEN = 40
"""Orders that are still on their way, whatever the size"""
OF_EACH = 10
"""Orders that one customer placed"""
MINUTES = 2
"""Between one order and the next"""
NAME = "James"
PRODUCT = "croissant"
_AGO = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', :now, '-' || ({minutes}) || ' minutes')",
    "postgresql": "CAST(:now AS timestamptz) - ({minutes}) * interval '1 minute'",
}
_NUMBERS = "WITH RECURSIVE past(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM past WHERE i < :size)"
_BRANCH = "(SELECT id FROM branch ORDER BY sort LIMIT 1)"
_STATUS = f"CASE WHEN i > :size - {OPEN} THEN 'received' ELSE 'collected' END"
_STATEMENTS = (
    """INSERT INTO cart (id, owner, status, version, changed_at)
    {past} SELECT i, {owner}, 'ordered', 3, {ago} FROM past""",
    """INSERT INTO customer_order (id, number, cart_id, owner, first_name, placed_at, seller, currency,
      subtotal, tax, total, status, fulfilment, branch_id)
    {past} SELECT i, 100 + i % 900, i, {owner}, :name, {ago}, 'Corner Coffee', 'USD',
      325, 27, 352, {status}, 'pickup', {branch} FROM past""",
    """INSERT INTO order_line
      (order_id, position, product_id, product_name, quantity, choices, unit_price)
    {past} SELECT i, 0, :product, :product, 1, '[]', 325 FROM past""",
    """INSERT INTO order_step (order_id, status, at, actor)
    {past} SELECT i, {status}, {ago}, 'staff' FROM past""",
    "UPDATE order_counter SET last = 100 + :size % 900",
)
"""Each knows how many and which; what is in braces is written in below"""
_PARTS = {
    "past": _NUMBERS,
    "status": _STATUS,
    "owner": f"'alexa:past-' || (i / {OF_EACH})",
    "branch": f"CASE WHEN i <= :size - {OPEN} THEN {_BRANCH} END",
}
_COUNTED_ON = ("cart", "customer_order")
"""Tables whose ids go on behind those given here"""


def fill(store: Store, size: int, product: str, now: datetime) -> int:
    """Place so many orders in the past; the number of one that is open."""
    with store.begin() as session:
        connection = session.connection()
        given = {"size": size, "product": product, "name": NAME}
        _fill(connection, given | {"now": _written(connection, now)})
    with store.begin() as session:
        session.connection().exec_driver_sql("ANALYZE")
    return 100 + (size - OPEN // 2) % 900


def _fill(connection: Connection, given: dict[str, Any]) -> None:
    ago = _AGO[connection.dialect.name].format(minutes=f"(:size - i) * {MINUTES}")
    for statement in _STATEMENTS:
        prepared = text(statement.format(ago=ago, **_PARTS))
        wanted = {name: given[name] for name in prepared.compile().params}
        connection.execute(prepared, wanted)
    if connection.dialect.name == "postgresql":
        for table in _COUNTED_ON:
            go_on = "SELECT setval(pg_get_serial_sequence(:table, 'id'), :size)"
            connection.execute(text(go_on), {"table": table, "size": given["size"]})


def _written(connection: Connection, now: datetime) -> object:
    return f"{now:%Y-%m-%d %H:%M:%S}" if connection.dialect.name == "sqlite" else now
