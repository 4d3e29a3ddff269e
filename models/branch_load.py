"""Write the branches of a checked catalogue document into their tables, and what lies in each.

Imports nothing of ours but branches, stock's tables and the document.
"""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from models.branches import Branch
from models.catalog_document import BranchEntry, Document, ProductEntry
from models.stock_tables import BRANCH_STOCK


def stock(session: Session, document: Document) -> None:
    """Set what is counted in each branch to what the document says."""
    session.execute(delete(BRANCH_STOCK))
    rows = [
        {"branch_id": branch.id, "product_id": product.id, "pieces": pieces}
        for product in document.products
        for branch in document.branches
        if (pieces := (product.branch_stock or {}).get(branch.id, _everywhere(product))) is not None
    ]
    if rows:
        session.execute(insert(BRANCH_STOCK), rows)


def _everywhere(product: ProductEntry) -> int | None:
    """Return how much there is in a branch that is not named."""
    return product.stock if product.branch_stock is None else product.stock or 0


def replace(session: Session, entries: Sequence[BranchEntry]) -> None:
    """Put the branches in the place of those before; one that is no longer listed stays for the orders that name it."""
    session.execute(update(Branch).values(listed=False))
    known = set(session.scalars(select(Branch.id)))
    for sort, entry in enumerate(entries):
        told = entry.model_dump(exclude={"hours"})
        row = told | {"written_hours": entry.hours, "listed": True, "sort": sort}
        if entry.id in known:
            session.execute(update(Branch).where(Branch.id == entry.id).values(**row))
        else:
            session.execute(insert(Branch).values(**row))
