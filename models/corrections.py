"""Another product in the place of one that was misheard or misspoken.

Imports nothing of ours but browsing, the cart with its tables and history, choosing and quantities.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models import cart, cart_history, quantities
from models.browse import get_product
from models.cart_tables import CartLine
from models.catalog import ChoiceRef, Product
from models.choosing import configure, defaults


def replace(
    session: Session,
    owner: str,
    line_id: int,
    product_id: str,
    choices: Sequence[ChoiceRef],
    now: datetime,
    *,
    quantity: int | None = None,
    count: int | None = None,
    confirmed: bool = False,
) -> CartLine:
    """Make a line, or only `count` pieces of it, one of another product, and return the line they are in.

    As many as before unless a `quantity` is said; of the choices made those stay that the other product offers too. One
    undo takes it back. Refuses what `cart.add` would refuse.
    """
    current, line = cart.line_of(session, owner, line_id)
    part = quantities.part_of(line, count)
    product = get_product(session, product_id)
    chosen = configure(session, product, fitting(line, product), choices)
    wanted = part if quantity is None else quantity
    others = current.pieces_of(product) - (part if line.product_id == product.id else 0)
    quantities.check(session, product, wanted, others, confirmed)
    with cart_history.changing(session, current, now):
        if part < line.quantity:
            line = current.split(line, part)
        line.product, line.quantity = product, wanted
        line.configured(chosen)
        return current.merged(line)


def fitting(line: CartLine, product: Product) -> list[ChoiceRef]:
    """Return what of a line's choices another product offers too, beside what that comes with.

    What the line's own product came with was chosen by nobody, so that the other's own comes instead.
    """
    own = [one.ref for one in defaults(line.product)]
    kept = offered(product, [one.ref for one in line.choices if one.ref not in own])
    said = {one.group for one in kept}
    return [*(one.ref for one in defaults(product) if one.group not in said), *kept]


def offered(product: Product, made: Sequence[ChoiceRef]) -> list[ChoiceRef]:
    """Return those choices that a product offers, as many of each group as it takes."""
    found: list[ChoiceRef] = []
    for option in product.options:
        ids = {offer.id for offer in option.offers()}
        fits = [one for one in made if one.group == option.group_id and one.choice in ids]
        found += fits[: option.limit]
    return found
