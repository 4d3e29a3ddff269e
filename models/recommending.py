"""What to recommend, and why: bought together, popular, new, and what goes with a customer's usual.

Each look is one statement over the latest orders, whatever the age of the shop, and nothing is claimed of fewer than `LEAST`
orders. Imports nothing of ours but the shelf, catalogue, what is popular and the orders' tables.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from models import shelf
from models.catalog import Product
from models.fulfilment import OrderStatus
from models.order_tables import Order, OrderLine
from models.popular import latest

LEAST = 3
"""Orders from which something is said of people"""
NEW_FOR = timedelta(days=60)
_MORE = 5
"""So many times what is asked for is looked up, as some may be sold out"""


def popular(session: Session, limit: int, but: Collection[str] = ()) -> list[Product]:
    """Return what stands in most of the latest orders."""
    return _there(session, _counted(OrderLine, latest(OrderLine.order_id)), limit, but)


def together(
    session: Session, product_id: str, limit: int, but: Collection[str] = ()
) -> list[Product]:
    """Return what is most often ordered with a product."""
    other = aliased(OrderLine)
    with_it = select(other.order_id).where(other.product_id == product_id, latest(other.order_id))
    ordered = OrderLine.order_id.in_(with_it)
    return _there(session, _counted(OrderLine, ordered), limit, {product_id, *but})


def usual(session: Session, owner: str) -> Product | None:
    """Return what an owner orders most, if more than once."""
    mine = select(Order.id).where(Order.owner == owner).order_by(Order.id.desc()).limit(50)
    found = _there(session, _counted(OrderLine, OrderLine.order_id.in_(mine), least=2), 1, ())
    return found[0] if found else None


def new(session: Session, today: date, limit: int) -> list[Product]:
    """Return what came of late, the newest first."""
    since = (today - NEW_FOR).isoformat()
    came = (Product.sold, Product.since >= since, Product.since <= today.isoformat())
    query = select(Product.id).where(*came).order_by(Product.since.desc(), Product.sort)
    return _there(session, query, limit, ())


def _counted(
    line: type[OrderLine], ordered: ColumnElement[bool], least: int = LEAST
) -> Select[str]:
    """Return a query of products by the number of such orders, the most first."""
    times = func.count(line.order_id.distinct())
    kept = (
        select(line.product_id).join(Order).where(ordered, Order._status != OrderStatus.CANCELLED)
    )
    counted = kept.group_by(line.product_id).having(times >= least)
    return counted.order_by(times.desc(), line.product_id)


def _there(session: Session, query: Select[str], limit: int, but: Collection[str]) -> list[Product]:
    """Return the products found that can be had now, but for some."""
    ids: Sequence[str] = session.scalars(query.limit(limit * _MORE + len(but))).all()
    return shelf.there(session, [id for id in ids if id not in but])[:limit]
