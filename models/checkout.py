"""Verbs at the till: say what the cart costs, and place the order.

Imports nothing of ours but the cart, catalogue, choosing, the orders' tables, errors and shelf.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import choosing, shelf
from models.browse import shop
from models.cart import Totals, current, totals
from models.cart_tables import Cart, CartLine
from models.catalog import Product
from models.errors import CartChanged, EmptyCart, LineIncomplete, NoOrderNumber, OutOfStock
from models.order_tables import OPEN, Order, OrderCounter, OrderLine, OrderStatus

FIRST_NUMBER = 100
LAST_NUMBER = 999


@dataclass(frozen=True)
class Quote:
    """What is read to the customer before the yes."""

    cart_version: int
    """To be given to `place`: the yes is for this version and no other"""
    lines: tuple[CartLine, ...]
    totals: Totals
    seller: str


def quote(session: Session, owner: str) -> Quote:
    """Return what the cart costs at the prices of now.

    A price or name that changed since a line was added is brought up to date, which raises the
    cart's version. Raises `EmptyCart`, `LineIncomplete`, `OutOfStock`, or a `ChoiceError` for a
    choice that is no longer offered.
    """
    return _quoted(session, _filled(session, owner))


def place(
    session: Session, owner: str, cart_version: int, first_name: str | None, now: datetime
) -> Order:
    """Buy the cart as it was quoted: take the stock, freeze lines and prices, give a number.

    Raises `CartChanged` if the cart is not the one quoted, and what `quote` raises.
    """
    cart = _filled(session, owner)
    offer = _quoted(session, cart)
    if offer.cart_version != cart_version:
        raise CartChanged(cart_version, offer.cart_version)
    with session.begin_nested():
        _take_stock(session, cart)
        order = _order(session, cart, offer, first_name, now)
        session.add(order)
        cart.status = "ordered"
        cart.changed_at = now
    return order


def _filled(session: Session, owner: str) -> Cart:
    """Return the owner's cart if anything is in it."""
    cart = current(session, owner)
    if cart is None or not cart.lines:
        raise EmptyCart
    return cart


def _quoted(session: Session, cart: Cart) -> Quote:
    """Return the quote of a cart that can be ordered as it is."""
    _check_stock(cart)
    _refresh(session, cart)
    for line in cart.lines:
        _check_complete(line)
    return Quote(cart.version, tuple(cart.lines), totals(session, cart), shop(session).name)


def _refresh(session: Session, cart: Cart) -> None:
    """Check all lines against the catalogue and take its prices and names."""
    fresh = [
        (line, choosing.configure(session, line.product, [one.ref for one in line.choices], ()))
        for line in cart.lines
    ]
    changed = False
    for line, choices in fresh:
        price = choosing.unit_price(line.product, choices)
        if (line.choices, line.unit_price) != (choices, price):
            line.configured(choices)
            changed = True
    cart.version += changed


def _check_complete(line: CartLine) -> None:
    """Refuse a line with a choice still open."""
    for option in line.missing():
        offered = tuple(offer.named for offer in option.offers())
        raise LineIncomplete(line.id, line.product.named, option.group.named, offered)


def _check_stock(cart: Cart) -> None:
    """Refuse a cart with more in it than is left."""
    for line in cart.lines:
        product, wanted = line.product, cart.pieces_of(line.product)
        left = product.stock if product.sold else 0
        if left is not None and wanted > left:
            raise OutOfStock(product.named, wanted, left)


def _take_stock(session: Session, cart: Cart) -> None:
    """Take what is counted from the shelf, in one order for all so that none waits for another."""
    for product, wanted in sorted(_wanted(cart.lines).items(), key=lambda item: item[0].id):
        if product.stock is None:
            continue
        left = update(Product).where(Product.id == product.id, Product.stock >= wanted)
        taken = session.execute(left.values(stock=Product.stock - wanted).returning(Product.stock))
        if taken.first() is None:
            shelf.forget(session)
            now = shelf.product(session, product.id)
            raise OutOfStock(product.named, wanted, (now and now.stock) or 0)
    shelf.forget(session)


def _wanted(lines: Iterable[CartLine]) -> Counter[Product]:
    """Return how many pieces of each product are wanted."""
    wanted: Counter[Product] = Counter()
    for line in lines:
        wanted[line.product] += line.quantity
    return wanted


def _order(
    session: Session, cart: Cart, offer: Quote, first_name: str | None, now: datetime
) -> Order:
    """Return the order of a cart, received now."""
    order = Order(
        number=_next_number(session),
        cart_id=cart.id,
        owner=cart.owner,
        first_name=first_name,
        placed_at=now,
        seller=offer.seller,
        currency=shop(session).currency,
        subtotal=offer.totals.subtotal,
        tax=offer.totals.tax,
        total=offer.totals.total,
        lines=[_order_line(line, place) for place, line in enumerate(cart.lines)],
    )
    order.move_to(OrderStatus.RECEIVED, now)
    return order


def _order_line(line: CartLine, position: int) -> OrderLine:
    """Return the frozen copy of a line."""
    return OrderLine(
        position=position,
        product_id=line.product_id,
        product_name=line.product.name,
        quantity=line.quantity,
        choices=line.choices,
        unit_price=line.unit_price,
    )


def _next_number(session: Session) -> int:
    """Return the next number no open order has; the counter's row keeps other checkouts out."""
    counter = session.scalars(select(OrderCounter).with_for_update()).one()
    for _ in range(FIRST_NUMBER, LAST_NUMBER + 1):
        counter.last = FIRST_NUMBER if counter.last >= LAST_NUMBER else counter.last + 1
        taken = select(Order.id).where(Order.number == counter.last, Order._status.in_(OPEN))
        if session.scalar(taken.limit(1)) is None:
            return counter.last
    raise NoOrderNumber(LAST_NUMBER + 1 - FIRST_NUMBER)
