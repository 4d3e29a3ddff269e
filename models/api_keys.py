"""Programs that work with the shop, and their keys: what each may do, changed without a gap, ended at once.

A key belongs to the one shop of its database, or to one branch. Imports nothing of ours but the store, the
catalogue's edition, keys and errors.
"""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.edition import branch_of_id
from models.keys import Key, proves
from models.staff_errors import ApiKeyExists, ApiKeyNameInvalid, ScopeOfShop, UnknownApiKey

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")


class Scope(StrEnum):
    """What a key lets its program do."""

    ORDERS_READ = "orders:read"
    ORDERS_WRITE = "orders:write"
    PAYMENTS_WRITE = "payments:write"
    CATALOGUE_READ = "catalogue:read"
    CATALOGUE_WRITE = "catalogue:write"
    STOCK_WRITE = "stock:write"
    CARTS_READ = "carts:read"
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_ERASE = "customers:erase"
    EVENTS_READ = "events:read"
    WEBHOOKS_WRITE = "webhooks:write"


OF_BRANCHES = frozenset(
    {
        Scope.ORDERS_READ,
        Scope.ORDERS_WRITE,
        Scope.PAYMENTS_WRITE,
        Scope.CATALOGUE_READ,
        Scope.STOCK_WRITE,
    }
)
"""What a key of one branch may do; all else is of the whole shop"""


class ApiKey(Base):
    """A key of a program; while one is exchanged for the next, a program has two."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(32), index=True)
    """Of the program"""
    scopes: Mapped[list[str]]
    branch_id: Mapped[str | None]
    """The only branch that it is for; None for the whole shop"""
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    """From when it is refused"""

    def is_valid(self, now: datetime) -> bool:
        """Whether it is accepted."""
        return self.ends_at is None or now < self.ends_at


def add(
    session: Session,
    name: str,
    scopes: Collection[Scope],
    key: Key,
    now: datetime,
    branch_id: str | None = None,
) -> ApiKey:
    """Let a program in, into one branch if that is said.

    Raises `ApiKeyNameInvalid`, `ApiKeyExists` if it has a key, `UnknownBranch`, or `ScopeOfShop`.
    """
    if not _NAME.fullmatch(name):
        raise ApiKeyNameInvalid(name)
    if valid := _valid(session, name, now):
        raise ApiKeyExists(name, valid[0].made_at)
    if branch_id is not None:
        branch_of_id(session, branch_id)
        if wide := sorted(set(scopes) - OF_BRANCHES):
            raise ScopeOfShop(", ".join(wide), ", ".join(sorted(OF_BRANCHES)))
    return _made(session, name, sorted(set(scopes)), key, now, branch_id)


def rotate(session: Session, name: str, key: Key, now: datetime, overlap: timedelta) -> ApiKey:
    """Give a program its next key; those before it end after `overlap`. Raises `UnknownApiKey`."""
    before = _known(session, name, now)
    for one in before:
        one.ends_at = min(one.ends_at or now + overlap, now + overlap)
    return _made(session, name, before[-1].scopes, key, now, before[-1].branch_id)


def revoke(session: Session, name: str, now: datetime) -> None:
    """End all keys of a program; raises `UnknownApiKey`."""
    for one in _known(session, name, now):
        one.ends_at = now
    session.flush()


def listing(session: Session) -> list[ApiKey]:
    """Return all keys by name, oldest first."""
    return list(session.scalars(select(ApiKey).order_by(ApiKey.name, ApiKey.made_at)))


def admitted(session: Session, key: Key | None, now: datetime) -> ApiKey | None:
    """Return what is kept of a key, if it is valid; digests are compared in constant time."""
    kept = session.get(ApiKey, key.id) if key else None
    proved = proves(key, kept.digest if kept else None)
    return kept if kept and proved and kept.is_valid(now) else None


def _valid(session: Session, name: str, now: datetime) -> list[ApiKey]:
    """Return a program's valid keys, oldest first."""
    lasting = or_(ApiKey.ends_at.is_(None), ApiKey.ends_at > now)
    query = select(ApiKey).where(ApiKey.name == name, lasting).order_by(ApiKey.made_at)
    return list(session.scalars(query.with_for_update()))


def _known(session: Session, name: str, now: datetime) -> list[ApiKey]:
    found = _valid(session, name, now)
    if not found:
        names = sorted({one.name for one in listing(session) if one.is_valid(now)})
        raise UnknownApiKey(name, ", ".join(names) or "none")
    return found


def _made(
    session: Session, name: str, scopes: list[str], key: Key, now: datetime, branch_id: str | None
) -> ApiKey:
    made = ApiKey(
        id=key.id, digest=key.digest, name=name, scopes=scopes, made_at=now, branch_id=branch_id
    )
    session.add(made)
    session.flush()
    return made
