"""Verbs at the till: say what the cart costs, and place the order.

Imports nothing of ours but the transaction, addresses, cart, choosing, pricing, orders' copies, tables and events,
promises, stock and errors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models import addresses, cart_rows, choosing, order_events, promises, stock
from models.browse import shop
from models.cart import current, filled
from models.cart_tables import Cart, CartLine
from models.errors import (
    CartChanged,
    LineIncomplete,
    NoAddress,
    PickupTaken,
)
from models.fulfilment import Fulfilment
from models.order_copy import frozen
from models.order_numbers import next_number
from models.order_tables import Order
from models.pending import ANSWER_WITHIN
from models.pricing import points, redemptions, till
from models.pricing.price import Priced
from models.pricing.till import Totals
from models.promises import Promise
from models.transaction import forget


@dataclass(frozen=True)
class Quote:
    """What is read to the customer before the yes."""

    cart_version: int
    """To be given to `place`: the yes is for this version and no other"""
    lines: tuple[CartLine, ...]
    cost: Priced
    seller: str

    @property
    def totals(self) -> Totals:
        """What it costs."""
        return Totals.of(self.cost)


def quote(session: Session, owner: str, now: datetime) -> Quote:
    """Return what the cart costs at the prices and offers of now.

    A price or name that changed since a line was added is brought up to date, which raises the
    cart's version. Raises `EmptyCart`, `LineIncomplete`, `OutOfStock`, or a `ChoiceError` for a
    choice that is no longer offered.
    """
    return _quoted(session, filled(session, owner), now)


def place(
    session: Session,
    owner: str,
    cart_version: int,
    first_name: str | None,
    now: datetime,
    fulfilment: Fulfilment = Fulfilment.PICKUP,
    promised: Promise | None = None,
    told: int | None = None,
    counter: str | None = None,
) -> Order:
    """Buy the cart as it was quoted: take the stock, freeze lines and prices, give a number and a promise.

    An account may stand at a `counter`. Raises `CartChanged` if the cart is not the one quoted or does not cost what was
    `told`, `PickupTaken` if what was `promised` with it cannot be kept, an `OfferError` if others just used up an offer,
    `PointsGone` if another order just spent the points, and what `quote` raises; for a delivery `NotDelivered`, and
    `NoAddress` if none is on file.
    """
    cart = filled(session, owner)
    offer = _quoted(session, cart, now)
    if offer.cart_version != cart_version or told not in (None, offer.cost.total):
        raise CartChanged(cart_version, offer.cart_version)
    address = _address(session, owner, fulfilment)
    number = next_number(session)
    given = promises.promise(session, owner, fulfilment, now, _wish(cart, promised))
    if promised and promised.agreed != given.agreed:
        raise PickupTaken(given.at)
    redemptions.count(session, owner, [one.offer for one in offer.cost.applied])
    stock.take(session, owner, cart.lines, now)
    currency = shop(session).currency
    order = frozen(cart, offer.cost, offer.seller, currency, number, first_name, now)
    order.fulfilment, order.address, order.counter = fulfilment, address, counter
    order.promised_at, order.pickup_at, order.branch_id = given.at, given.agreed, given.branch_id
    session.add(order)
    session.flush()
    order_events.placed(session, order, now)
    points.spend(session, order, now)
    cart_rows.close(session, cart, now)
    forget(session)
    return order


def hold(session: Session, owner: str, lines: Sequence[CartLine], now: datetime) -> bool:
    """Keep what is counted in a quote for as long as its yes is waited for; whether anything is. Raises `OutOfStock`."""
    return stock.hold(session, owner, lines, now, now + ANSWER_WITHIN)


def promise(session: Session, owner: str, now: datetime) -> Promise:
    """Return when the owner's cart could be picked up if it was ordered now; raises `BranchClosed`."""
    cart = current(session, owner)
    return promises.promise(
        session, owner, Fulfilment.PICKUP, now, cart.pickup_at if cart else None
    )


def to_tell(session: Session, owner: str, now: datetime, *, always: bool = False) -> Promise | None:
    """Return what is to be told of the time before the yes; None for as soon as possible, which goes without saying."""
    cart = current(session, owner)
    wished = cart is not None and cart.pickup_at is not None
    if not wished and not always and promises.goes_without_saying(session, owner, now):
        return None
    promise_now = promise(session, owner, now)
    return promise_now if wished or promise_now.agreed else None


def _wish(cart: Cart, promised: Promise | None) -> datetime | None:
    """Return when the customer comes: as was agreed, else as they wished."""
    return (promised and promised.agreed) or cart.pickup_at


def _address(session: Session, owner: str, fulfilment: Fulfilment) -> str | None:
    """Return where an order is brought: only where the owner's address on file says."""
    if fulfilment is Fulfilment.PICKUP:
        return None
    address = addresses.on_file(session, owner)
    if address is None:
        raise NoAddress
    return address.lines


def _quoted(session: Session, cart: Cart, now: datetime) -> Quote:
    """Return the quote of a cart that can be ordered as it is."""
    stock.check(cart.lines)
    _refresh(session, cart)
    for line in cart.lines:
        _check_complete(line)
    cost = till.priced(session, cart, now)
    return Quote(cart.version, tuple(cart.lines), cost, shop(session).name)


def _refresh(session: Session, cart: Cart) -> None:
    """Check all lines against the catalogue and take its prices and names."""
    fresh = [
        (line, choosing.configure(session, line.product, [one.ref for one in line.choices], ()))
        for line in cart.lines
    ]
    before = [cart_rows.written(line) for line in cart.lines]
    for line, choices in fresh:
        line.configured(choices)
    if before != [cart_rows.written(line) for line in cart.lines]:
        cart.version += 1
        cart_rows.write(session, cart, before)


def _check_complete(line: CartLine) -> None:
    """Refuse a line with a choice still open."""
    for option in line.missing():
        offered = tuple(offer.named for offer in option.offers())
        raise LineIncomplete(line.id, line.product.named, option.group.named, offered)
