"""What the staff counts: how much there is of a product, in each branch.

Imports nothing of ours but the transaction, browsing, places, the shelf, stock's tables and errors.
"""

from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from models import place, shelf
from models.browse import get_product
from models.catalog import Product, Shop
from models.staff_errors import BranchNeeded
from models.stock_tables import BRANCH_STOCK
from models.transaction import forget

MOST_PIECES = 100_000_000
"""Of one product that can be counted"""


def count(
    session: Session, product_id: str, pieces: int | None, branch_id: str | None = None
) -> Product:
    """Set how many pieces of a product there are in a branch; None: they are not counted, in no branch.

    Returns the product with what is in that branch. Raises `UnknownProduct`, `UnknownBranch`, and `BranchNeeded` where there
    are several and none is said.
    """
    branches = shelf.branches(session)
    if branch_id is not None:
        place.at(session, branch_id)
    elif branches[1:] and pieces is not None:
        raise BranchNeeded(", ".join(one.id for one in branches))
    was_counted = get_product(session, product_id).stock is not None
    if branches:
        _in_branch(session, product_id, pieces, branch_id or branches[0].id)
    if not branches or was_counted != (pieces is not None):
        marked = pieces if pieces is None or not branches else 0
        session.execute(update(Product).where(Product.id == product_id).values(stock=marked))
    if was_counted != (pieces is not None):  # shelves know what is counted by the edition
        told = f"{shelf.edition(session)} {product_id} {pieces is not None}"
        session.execute(update(Shop).values(edition=sha256(told.encode()).hexdigest()))
    session.flush()
    forget(session)
    return get_product(session, product_id)


def by_branch(session: Session, products: Iterable[Product]) -> dict[str, dict[str, int] | None]:
    """Return, for each product, how many pieces lie in each branch, held ones too; None if they are not counted.

    Where the shop is one place there is nothing to tell of any.
    """
    branches, found = shelf.branches(session), defaultdict[str, dict[str, int]](dict)
    counted = [one.id for one in products if one.stock is not None] if branches else []
    if counted:
        lies = select(*BRANCH_STOCK.c).where(BRANCH_STOCK.c.product_id.in_(counted))
        for branch_id, product_id, pieces in session.execute(lies):
            found[product_id][branch_id] = pieces
    return defaultdict(
        lambda: None, {id: {one.id: found[id].get(one.id, 0) for one in branches} for id in counted}
    )


def _in_branch(session: Session, product_id: str, pieces: int | None, branch_id: str) -> None:
    row = {"product_id": product_id, "branch_id": branch_id}
    if pieces is None:
        session.execute(delete(BRANCH_STOCK).where(BRANCH_STOCK.c.product_id == product_id))
        return
    here = update(BRANCH_STOCK).where(*(BRANCH_STOCK.c[key] == row[key] for key in row))
    if not session.connection().execute(here.values(pieces=pieces)).rowcount:
        session.execute(insert(BRANCH_STOCK).values(pieces=pieces, **row))
