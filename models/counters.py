"""At which branch a counter stands, near or far. Imports nothing of ours but the store and the catalogue's edition."""

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.edition import branch_of_id


class CounterBranch(Base):
    """The branch of one counter."""

    __tablename__ = "counter_branch"

    counter: Mapped[str] = mapped_column(String(32), primary_key=True)
    branch_id: Mapped[str]


def put(session: Session, counter: str, branch_id: str) -> None:
    """Note at which branch a counter stands; raises `UnknownBranch`."""
    branch_of_id(session, branch_id)
    session.merge(CounterBranch(counter=counter, branch_id=branch_id))
    session.flush()


def branch_of(session: Session, counter: str) -> str | None:
    """Return the id of the branch where a counter stands, if it was said."""
    return session.scalar(select(CounterBranch.branch_id).where(CounterBranch.counter == counter))


def listing(session: Session) -> dict[str, str]:
    """Return the branches' ids by counter."""
    rows = session.scalars(select(CounterBranch).order_by(CounterBranch.counter))
    return {one.counter: one.branch_id for one in rows}
