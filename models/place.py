"""At which branch a transaction is: where a counter stands, where the customer chose to pick up, or one that was said.

Nothing is looked up before it is asked for, and nothing at all where the shop is one place or has one branch. Imports
nothing of ours but the transaction, counters, customers, visits and what is kept of the catalogue.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from models import counters, customers
from models.branches import Branch
from models.edition import branch_of_id, branches
from models.transaction import SERVED, forget
from models.visits import counter_of

NEVER = datetime.max.replace(tzinfo=UTC)
"""When nothing is held any more"""
_FOUND = "branch of"
"""Where the info of a session has what was looked up of an owner"""


@dataclass(frozen=True)
class Served:
    """Whom a transaction serves."""

    owner: str = ""
    """Nobody, if empty"""
    now: datetime = NEVER
    branch_id: str | None = None
    """The branch that was said, which goes before all others"""
    counter: str | None = None
    """Where the owner stands, if at a counter"""


def serve(session: Session, owner: str, now: datetime, counter: str | None = None) -> None:
    """Note whom a transaction serves, and at which counter; stock and times are those of their branch."""
    if SERVED in session.info and served(session).owner != owner:
        forget(session)  # what was left was left for another
    session.info[SERVED] = Served(owner, now, counter=counter)


def at(session: Session, branch_id: str) -> Branch:
    """Go to a branch with all that follows; raises `UnknownBranch`."""
    branch = branch_of_id(session, branch_id)
    before = served(session)
    if before.branch_id != branch_id:
        session.info[SERVED] = replace(before, branch_id=branch_id)
        forget(session)  # what was read of stock is of another place
    return branch


def leave(session: Session) -> None:
    """Be at no branch in particular any more."""
    session.info.pop(SERVED, None)
    forget(session)


def served(session: Session) -> Served:
    """Return whom the transaction serves."""
    found: Served = session.info.get(SERVED) or Served()
    return found


def here(session: Session, owner: str = "") -> Branch | None:
    """Return the branch where the owner, or else who is served, buys. None: the shop is one place, or nobody is served."""
    listed = branches(session)
    if len(listed) < 2:
        return listed[0] if listed else None
    said, owner = served(session).branch_id, owner or served(session).owner
    if said is None and not owner:
        return None
    branch_id = said or _of(session, owner)
    return next((one for one in listed if one.id == branch_id), listed[0])


def is_several(session: Session) -> bool:
    """Whether the shop has more than one branch."""
    return len(branches(session)) > 1


def _of(session: Session, owner: str) -> str | None:
    if (_FOUND, owner) not in session.info:
        told = served(session)
        counter = counter_of(owner) or (told.counter if told.owner == owner else None)
        own = customers.branch_of(session, owner) if counter is None else None
        session.info[_FOUND, owner] = counters.branch_of(session, counter) if counter else own
    found: str | None = session.info[_FOUND, owner]
    return found
