"""Who was here before. Imports nothing of ours but the store and upsert."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, String, Table, bindparam, select
from sqlalchemy.orm import Session

from models.base import Base, UtcDateTime
from models.upsert import Upsert, upsert

CUSTOMER = Table(
    "customer",
    Base.metadata,
    Column("owner", String, primary_key=True),
    Column("first_name", String),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    Column("branch_id", String),
)
_BRANCH = select(CUSTOMER.c.branch_id).where(CUSTOMER.c.owner == bindparam("who"))


@dataclass(frozen=True)
class Customer:
    """One who speaks to the shop, known by the owner key of a door."""

    owner: str
    first_name: str | None
    first_seen: datetime
    last_seen: datetime
    branch_id: str | None = None
    """Where they want to pick up, if they chose"""


def meet(session: Session, owner: str, now: datetime) -> Customer:
    """Note that the owner is here, once in a transaction, and return what is known of them."""
    known: Customer | None = session.info.get((Customer, owner))
    return known or _noted(session, owner, now, {})


def set_name(session: Session, owner: str, first_name: str | None, now: datetime) -> Customer:
    """Remember, or with None forget, the owner's first name."""
    return _noted(session, owner, now, {"first_name": first_name})


def set_branch(session: Session, owner: str, branch_id: str, now: datetime) -> Customer:
    """Remember where the owner wants to pick up."""
    return _noted(session, owner, now, {"branch_id": branch_id})


def branch_of(session: Session, owner: str) -> str | None:
    """Return the id of the branch that the owner chose, if one."""
    known: Customer | None = session.info.get((Customer, owner))
    if known is not None:
        return known.branch_id
    return session.connection().execute(_BRANCH, {"who": owner}).scalar()


def find(session: Session, owner: str) -> Customer | None:
    """Return what is known of the owner, and note nothing; None if they were never here."""
    found = session.execute(select(CUSTOMER).where(CUSTOMER.c.owner == owner)).one_or_none()
    return Customer(*found) if found else None


def listing(session: Session, after: str = "", limit: int = 50) -> list[Customer]:
    """Return who was here, by their owner keys, of keys after one."""
    query = select(CUSTOMER).where(CUSTOMER.c.owner > after).order_by(CUSTOMER.c.owner)
    return [Customer(*row) for row in session.execute(query.limit(limit))]


def _noted(session: Session, owner: str, now: datetime, told: dict[str, Any]) -> Customer:
    connection = session.connection()
    noting = _noting(connection.dialect.name, tuple(told))
    row = {"owner": owner, "first_seen": now, "last_seen": now, **told}
    known = session.info[Customer, owner] = Customer(*connection.execute(noting, row).one())
    return known


@cache
def _noting(dialect: str, told: tuple[str, ...]) -> Upsert:
    return upsert(dialect, CUSTOMER, "owner", ("last_seen", *told)).returning(*CUSTOMER.c)
