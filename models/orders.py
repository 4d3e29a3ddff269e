"""Verbs on orders: find them, move them on, cancel them.

Imports nothing of ours but the transaction, browsing, guesses, news, pricing, stock, the orders' tables and events, errors
and words.
"""

from datetime import datetime, timedelta

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import guesses, news, order_events, stock
from models.browse import shop
from models.errors import UnknownOrder
from models.fulfilment import HANDED_OVER, OPEN, UNMADE, Actor, Fulfilment, OrderStatus
from models.order_tables import IS_OPEN, Order, OrderLine, OrderStep
from models.pricing import points, redemptions
from models.transaction import READING
from models.words import normalise

__all__ = (
    "Actor",
    "Fulfilment",
    "Order",
    "OrderLine",
    "OrderStatus",
    "OrderStep",
    "cancel",
    "count",
    "expected",
    "find",
    "get",
    "last",
    "listing",
    "move",
    "numbered",
    "open_orders",
    "own",
)

FOUND_FOR = timedelta(hours=12)
"""How long after its last step a closed order is still found by number and first name"""
LOOKED_AT = 20
"""So many orders of one number: it is given again only after the order before is closed, so older ones are older still"""
_OPEN_OF = (
    select(Order)
    .where(Order.owner == bindparam("owner"), IS_OPEN)
    .options(joinedload(Order.lines))
    .order_by(Order.id.desc())
)
"""Made once, as making it costs more than running it"""


def open_orders(session: Session, owner: str) -> list[Order]:
    """Return the owner's orders still on their way, newest first."""
    return list(session.scalars(_OPEN_OF, {"owner": owner}).unique())


def get(session: Session, order_id: int) -> Order:
    """Return the order of this id; ids are never given by customers."""
    return session.scalars(_newest().where(Order.id == order_id)).one()


def find(session: Session, number: int, first_name: str, now: datetime, by: str) -> Order:
    """Return the newest order of this number and first name for the owner who asks `by` them.

    Raises `UnknownOrder`, or `TooManyGuesses` if the one who asks was wrong too often, be it right now.

    Numbers come again, and whoever says number and name may be a stranger: so that nobody is told
    of another's old order, only those open, or closed not over `FOUND_FOR` ago, are found.
    """
    recent = Order.steps.any(OrderStep.at >= now - FOUND_FOR)
    latest = select(Order.id).where(Order.number == number).order_by(Order.id.desc())
    asked = guesses.allowed(guesses.ORDER, by, now)
    query = _newest().where(Order.id.in_(latest.limit(LOOKED_AT)), asked)
    query = query.where(or_(Order._status.in_(OPEN), recent))
    wanted = normalise(first_name)
    for order in session.scalars(query):
        if order.first_name is not None and normalise(order.first_name) == wanted:
            return order
    guesses.check(session, guesses.ORDER, by, now)
    raise UnknownOrder(number, first_name)


def own(session: Session, owner: str, number: int) -> Order | None:
    """Return the owner's newest order of this number, open or closed."""
    query = _newest().where(Order.owner == owner, Order.number == number)
    return session.scalar(query.limit(1))


def last(session: Session, owner: str) -> Order | None:
    """Return the owner's newest order."""
    return session.scalar(_newest().where(Order.owner == owner).limit(1))


def count(session: Session, owner: str) -> int:
    """Return how many orders are the owner's."""
    return session.scalar(select(func.count()).where(Order.owner == owner)) or 0


def listing(
    session: Session,
    status: OrderStatus | None = None,
    limit: int = 50,
    before: int | None = None,
    branch_id: str | None = None,
) -> list[Order]:
    """Return orders newest first: all, or those of one status, of ids `before` one, of one branch."""
    query = _newest() if status is None else _newest().where(Order._status == status)
    query = query if before is None else query.where(Order.id < before)
    query = query if branch_id is None else query.where(Order.branch_id == branch_id)
    return list(session.scalars(query.limit(limit)))


def expected(session: Session, order: Order) -> datetime:
    """Return when the order is promised to be ready, or at the door."""
    # Orders from before there were promises: as if nothing had been before them.
    unhurried = order.placed_at + timedelta(minutes=shop(session).pickup_minutes)
    return order.promised_at or unhurried


def cancel(
    session: Session,
    order: Order,
    now: datetime,
    actor: Actor = Actor.CUSTOMER,
    who: str | None = None,
) -> None:
    """Cancel an order: what was not made yet goes back on the shelf, what was paid, be it by points, is given back, coupons
    can be used again.

    Raises `IllegalMove` if it is too late, or not for this actor.
    """
    session.flush()
    session.refresh(order, ("_status", "paid_at"), with_for_update=True)
    unmade = order.status in UNMADE
    step = order.move_to(OrderStatus.CANCELLED, now, actor, who)
    if order.paid_at is not None:
        step.refund = order.total - order.refunded or None
    session.flush()
    redemptions.give_back(session, order.owner, order.discounts)
    order_events.stepped(session, order, step, paid=False)
    points.give_back(session, order, now)
    if unmade:
        stock.put_back(session, order)


def move(
    session: Session, number: int, status: OrderStatus, now: datetime, who: str | None = None
) -> Order:
    """Move the open order of this number, or else the newest, for the staff, with the news of it; raises `IllegalMove`."""
    order = numbered(session, number)
    if status is OrderStatus.CANCELLED:
        cancel(session, order, now, Actor.STAFF, who)
    else:
        unpaid = order.paid_at is None
        step = order.move_to(status, now, Actor.STAFF, who)
        order_events.stepped(session, order, step, paid=unpaid and order.paid_at is not None)
        if status in HANDED_OVER:
            points.earn(session, order, now)
    news.publish(session, order, now)
    session.flush()
    return order


def numbered(session: Session, number: int) -> Order:
    """Return the open order of this number, or else the newest; raises `UnknownOrder`.

    Where it may be changed it is held against others until the transaction ends.
    """
    query = _newest().where(Order.number == number).limit(1)
    query = query if session.info.get(READING) else query.with_for_update(of=Order)
    order = session.scalar(query.where(IS_OPEN)) or session.scalar(query)
    if order is None:
        raise UnknownOrder(number)
    return order


def _newest() -> Select[Order]:
    """Return a query of orders with their lines, newest first; steps are read when one is moved."""
    return select(Order).options(selectinload(Order.lines)).order_by(Order.id.desc())
