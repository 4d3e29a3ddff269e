"""When an order is promised to be ready, from the queue before it.

Imports nothing of ours but the catalogue, errors, fulfilment and orders' tables.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.catalog import Shop
from models.errors import NotDelivered
from models.fulfilment import COMING, Fulfilment
from models.order_tables import Order

_AHEAD = select(func.count()).where(Order._status.in_(COMING))


def promise(session: Session, shop: Shop, fulfilment: Fulfilment, now: datetime) -> datetime:
    """Return when an order placed now can be picked up, or will be at the door; raises `NotDelivered`.

    The shop makes `at_once` orders at a time, each in `pickup_minutes`.
    """
    way = 0
    if fulfilment is Fulfilment.DELIVERY:
        if shop.delivery_minutes is None:
            raise NotDelivered(shop.name)
        way = shop.delivery_minutes
    rounds = 1 + (session.scalar(_AHEAD) or 0) // shop.at_once
    return now + timedelta(minutes=rounds * shop.pickup_minutes + way)
