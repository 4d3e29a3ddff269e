"""The products a customer is most likely to name next, and what they are called.

Imports nothing of ours but the cart's tables, catalogue, its names and the orders' tables.
"""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Integer, Select, String, bindparam, func, literal_column, or_, select
from sqlalchemy.orm import Session

from models.cart_tables import CART, CART_LINE, ONE_OPEN
from models.catalog import Product
from models.catalog_names import ProductName
from models.fulfilment import OrderStatus
from models.order_tables import Order, OrderLine

LATEST = 500
"""Orders looked at: enough to tell taste, and the same work in a shop of any age"""
_OWNER = bindparam("owner", type_=String)
_LIMIT = bindparam("limit", type_=Integer)
_AVAILABLE = select(Product).where(Product.sold, or_(Product.stock.is_(None), Product.stock > 0))
_ORDERS = select(Order.id).where(Order._status != OrderStatus.CANCELLED)
_IN_CART = (
    _AVAILABLE.join(CART_LINE, CART_LINE.c.product_id == Product.id)
    .join(CART, CART.c.id == CART_LINE.c.cart_id)
    .where(CART.c.owner == _OWNER, ONE_OPEN)
)


def _most_ordered(orders: Select[int]) -> Select[Product]:
    """Return a query of what stands in most of the latest orders, of equals the latest."""
    # Written out: of a bound number SQLite fears the worst, and would read all lines of all orders.
    latest = orders.order_by(Order.id.desc()).limit(literal_column(str(LATEST))).subquery("latest")
    counted = (
        select(
            OrderLine.product_id,
            func.count(OrderLine.order_id.distinct()).label("times"),
            func.max(OrderLine.order_id).label("newest"),
        )
        .join(latest, latest.c.id == OrderLine.order_id)
        .group_by(OrderLine.product_id)
        .subquery("counted")
    )
    query = _AVAILABLE.join(counted, counted.c.product_id == Product.id)
    return query.order_by(counted.c.times.desc(), counted.c.newest.desc(), Product.sort)


_LIKELY = tuple(
    query.limit(_LIMIT)
    for query in (
        _most_ordered(_ORDERS.where(Order.owner == _OWNER)),
        _IN_CART.order_by(CART_LINE.c.position),
        _most_ordered(_ORDERS),
        _AVAILABLE.order_by(Product.sort),
    )
)
"""From the likeliest on; made once, as making them costs as much as running them"""


def products_for(session: Session, owner: str, limit: int) -> list[Product]:
    """Return at most `limit` products that can be had now, each once, in at most four queries.

    First the owner's usual ones, those in most orders first; then what is in the open cart; then
    what all customers ordered most of late; then the catalogue from its beginning.
    """
    found: dict[str, Product] = {}
    for query in _LIKELY:
        if len(found) >= limit:
            break
        # What was found before may come again, but of `limit` products enough are new.
        for product in session.scalars(query, {"owner": owner, "limit": limit}):
            found.setdefault(product.id, product)
    return list(found.values())[: max(limit, 0)]


def names(session: Session, products: Sequence[Product]) -> dict[str, tuple[str, ...]]:
    """Return what each product sold is called, by its id: its name first, then its synonyms."""
    ids = [product.id for product in products]
    query = select(ProductName.product_id, ProductName.name).where(ProductName.product_id.in_(ids))
    called: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for product_id, name in session.execute(query.order_by(ProductName.sort)):
        called[product_id] += (name,)
    return dict(called)
