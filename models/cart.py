"""Verbs on the cart: fill it, change it, take things out, undo.

Every change raises the cart's version and can be undone. A refusal changes nothing.
Imports nothing of ours but the catalogue, browsing, choosing, quantities, stock, pricing, errors, and the
cart's tables, rows and history.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models import cart_history, cart_rows, quantities, stock
from models.browse import get_product
from models.cart_tables import Cart, CartLine
from models.catalog import ChoiceRef
from models.choosing import configure, defaults
from models.errors import CartTooLong, EmptyCart, NothingToUndo, UnknownLine
from models.pricing import till
from models.pricing.till import Totals

__all__ = (
    "Cart",
    "CartLine",
    "Totals",
    "add",
    "change",
    "choose",
    "current",
    "empty",
    "filled",
    "line_of",
    "pick_up",
    "remove",
    "totals",
    "undo",
)

MOST_LINES = 50


def current(session: Session, owner: str) -> Cart | None:
    """Return the owner's open cart with lines, products and their options loaded; it is read once in a transaction."""
    if (Cart, owner) not in session.info:
        session.info[Cart, owner] = cart_rows.read(session, owner)
    held: Cart | None = session.info[Cart, owner]
    return held


def filled(session: Session, owner: str) -> Cart:
    """Return the owner's open cart with something in it; raises `EmptyCart`."""
    cart = current(session, owner)
    if cart is None or not cart.lines:
        raise EmptyCart
    return cart


def totals(session: Session, cart: Cart, now: datetime) -> Totals:
    """Return what the cart costs now, by the offers of the shop and the coupons that were said."""
    return Totals.of(till.priced(session, cart, now))


def add(
    session: Session,
    owner: str,
    product_id: str,
    quantity: int,
    choices: Sequence[ChoiceRef],
    now: datetime,
    *,
    confirmed: bool = False,
    undoable: bool = True,
) -> CartLine:
    """Put pieces of a product into the cart; equal ones join the line that is there.

    `confirmed` lets a doubtful quantity pass. A change that is not `undoable` by itself is undone
    together with the one before.
    """
    product = get_product(session, product_id)
    chosen = configure(session, product, defaults(product), choices)
    cart = current(session, owner)
    quantities.check(session, product, quantity, cart.pieces_of(product) if cart else 0, confirmed)
    line = CartLine(product, quantity)
    line.configured(chosen)
    if cart is None:
        cart = session.info[Cart, owner] = Cart(owner, now)
    elif len(cart.lines) >= MOST_LINES and not any(one.same_as(line) for one in cart.lines):
        raise CartTooLong(MOST_LINES)
    with cart_history.changing(session, cart, now, undoable=undoable):
        cart.insert(line, len(cart.lines))
        return cart.merged(line)


def choose(
    session: Session, owner: str, line_id: int, choices: Sequence[ChoiceRef], now: datetime
) -> CartLine:
    """Make choices for a line that is in the cart."""
    return change(session, owner, line_id, choices=choices, now=now)


def change(
    session: Session,
    owner: str,
    line_id: int,
    *,
    quantity: int | None = None,
    choices: Sequence[ChoiceRef] = (),
    count: int | None = None,
    now: datetime,
    confirmed: bool = False,
) -> CartLine:
    """Change a line, or only `count` pieces of it, and return the line the changed pieces are in.

    A line that becomes equal to another joins it. What changes nothing cannot be undone either.
    """
    cart, line = line_of(session, owner, line_id)
    part = quantities.part_of(line, count)
    chosen = configure(session, line.product, line.choices, choices) if choices else line.choices
    if quantity is not None and not 0 < quantity <= part:
        others = cart.pieces_of(line.product) - part
        quantities.check(session, line.product, quantity, others, confirmed)
    if quantity in (None, part) and chosen == line.choices:
        return line
    if part < line.quantity and len(cart.lines) >= MOST_LINES:
        raise CartTooLong(MOST_LINES)
    with cart_history.changing(session, cart, now):
        if part < line.quantity:
            line = cart.split(line, part)
        line.quantity = part if quantity is None else quantity
        line.configured(chosen)
        return cart.merged(line)


def remove(
    session: Session, owner: str, line_id: int, *, quantity: int | None = None, now: datetime
) -> None:
    """Take a line out of the cart, or only some pieces of it."""
    cart, line = line_of(session, owner, line_id)
    part = quantities.part_of(line, quantity)
    with cart_history.changing(session, cart, now):
        if part < line.quantity:
            line.quantity -= part
        else:
            cart.lines.remove(line)


def empty(session: Session, owner: str, now: datetime) -> None:
    """Take everything out of the cart; raises `EmptyCart` if there is nothing."""
    cart = filled(session, owner)
    counted = any(line.product.stock is not None for line in cart.lines)
    with cart_history.changing(session, cart, now):
        cart.lines.clear()
    if counted:  # what was held for an order of it
        stock.release(session, owner)


def pick_up(session: Session, owner: str, pickup_at: datetime | None, now: datetime) -> Cart:
    """Note when the owner wants to come, None for as soon as possible; raises `EmptyCart`.

    A read-back before it counts no more.
    """
    cart = filled(session, owner)
    cart.pickup_at = pickup_at
    cart_rows.wish(session, cart, now)
    return cart


def undo(session: Session, owner: str, now: datetime) -> Cart:
    """Take the last change back and return the cart; raises `NothingToUndo`."""
    cart = current(session, owner)
    if cart is None:
        raise NothingToUndo
    cart_history.restore(session, cart, now)
    return cart


def line_of(session: Session, owner: str, line_id: int) -> tuple[Cart, CartLine]:
    """Return a line of the owner's open cart, and the cart; raises `UnknownLine`."""
    cart = current(session, owner)
    line = next((one for one in cart.lines if one.id == line_id), None) if cart else None
    if cart is None or line is None:
        raise UnknownLine(line_id)
    return cart, line
