"""Write the branches of a checked catalogue document into their table.

Imports nothing of ours but branches and the document.
"""

from collections.abc import Sequence

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from models.branches import Branch
from models.catalog_document import BranchEntry


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
