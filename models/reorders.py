"""Ordering the same again, perhaps with changes.

Imports nothing of ours but browsing, the cart, catalogue, choosing, the orders' tables, quantities and errors.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from models import cart, quantities
from models.browse import get_product
from models.cart_tables import CartLine
from models.catalog import NONE, ChoiceRef, Product
from models.choosing import Chosen, configure, defaults
from models.errors import ShopError
from models.order_tables import Order, OrderLine

LeftOut = tuple[str, ShopError]
"""The name of a product that cannot be had again, and why"""


@dataclass(frozen=True)
class Reordered:
    """What ordering again put into the cart."""

    lines: tuple[CartLine, ...]
    """Those of the cart, which may have had some of it before"""
    added: "tuple[Again, ...]"
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class Again:
    """A line of an order, as it would be had now."""

    product: Product
    quantity: int
    choices: tuple[Chosen, ...]

    @property
    def asked(self) -> list[ChoiceRef]:
        """What to say for it beside the product's name: what it comes with and was not taken is taken away."""
        taken = {one.group for one in self.choices}
        gone = [one for one in defaults(self.product) if one.group not in taken]
        return [
            *(one.ref for one in self.choices),
            *(ChoiceRef(one.group, one.choice, NONE) for one in gone),
        ]


def again(
    session: Session, lines: Sequence[OrderLine], changes: Sequence[ChoiceRef] = ()
) -> tuple[list[Again], list[LeftOut]]:
    """Return an order's lines with changes, and what cannot be had any more.

    A change is made to each line that offers such a choice; raises a `ChoiceError` for one that none offers.
    """
    found: list[Again] = []
    left_out: list[LeftOut] = []
    made: set[ChoiceRef] = set()
    for line in lines:
        try:
            product = get_product(session, line.product_id)
            choices = configure(session, product, [one.ref for one in line.choices], ())
            quantities.check(session, product, line.quantity, 0, confirmed=True)
        except ShopError as error:
            left_out.append((line.product_name, error))
            continue
        own = [one for one in changes if one.group in {o.group_id for o in product.options}]
        made.update(own)
        choices = configure(session, product, choices, own)
        found.append(Again(product, line.quantity, choices))
    for change in (one for one in changes if one not in made and found):
        configure(session, found[0].product, (), [change])  # says what is wrong with it
    return found, left_out


def reorder(
    session: Session, owner: str, order: Order, now: datetime, changes: Sequence[ChoiceRef] = ()
) -> Reordered:
    """Put an order's lines into the owner's cart, as far as they can be had; one undo takes all back."""
    wanted, left_out = again(session, order.lines, changes)
    found = put(session, owner, wanted, now)
    return replace(found, left_out=(*left_out, *found.left_out))


def put(session: Session, owner: str, wanted: Iterable[Again], now: datetime) -> Reordered:
    """Put lines into the owner's cart as far as it takes them; one undo takes all back."""
    lines: list[CartLine] = []
    added: list[Again] = []
    refused: list[LeftOut] = []
    for one in wanted:
        wish = (session, owner, one.product.id, one.quantity, one.asked, now)
        try:
            lines.append(cart.add(*wish, confirmed=True, undoable=not lines))
        except ShopError as error:
            refused.append((one.product.name, error))
        else:
            added.append(one)
    return Reordered(tuple(lines), tuple(added), tuple(refused))
