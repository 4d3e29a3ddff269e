"""What an owner allowed the skill to do, as Alexa's skill events tell it.

Events come late, again and out of order, so an account is read off the history by the events' own
times. Imports nothing of ours but the store.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base

ORDER_NEWS = "AMAZON.OrderStatus.Updated"
"""Proactive event: news of an order"""

Kind = Literal["disabled", "enabled", "permitted", "subscribed"]
"""In this order at one and the same moment: what is taken away then is not there"""


class Account(Base):
    """What is known of an owner's account; a time is None where nothing was told of it yet."""

    __tablename__ = "account"

    owner: Mapped[str] = mapped_column(primary_key=True)
    enabled: Mapped[bool]
    """Whether the skill is on; also if only a permission or subscription was told of"""
    enabled_at: Mapped[datetime | None]
    scopes: Mapped[list[str]]
    """Permissions given, as `alexa::alerts:reminders:skill:readwrite`"""
    scopes_at: Mapped[datetime | None]
    subscriptions: Mapped[list[str]]
    """Proactive events wanted, as `AMAZON.OrderStatus.Updated`"""
    subscriptions_at: Mapped[datetime | None]


class AccountEvent(Base):
    """Something Alexa told of an account; the same is kept once."""

    __tablename__ = "account_event"
    __table_args__ = (Index(None, "owner", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str]
    kind: Mapped[Kind] = mapped_column(String(10))
    at: Mapped[datetime]
    """When it happened, by Alexa's clock"""
    data: Mapped[list[str]]
    """All scopes or subscriptions from then on, sorted"""


def find(session: Session, owner: str) -> Account | None:
    """Return the owner's account; None if no event told of it yet."""
    return session.get(Account, owner)


def gets_order_news(session: Session, owner: str) -> bool:
    """Whether the owner switched news of orders on, in the Alexa app."""
    account = find(session, owner)
    return account is not None and ORDER_NEWS in account.subscriptions


def enabled(session: Session, owner: str, at: datetime) -> Account:
    """Note that the owner switched the skill on."""
    return _noted(session, owner, "enabled", at, ())


def disabled(session: Session, owner: str, at: datetime) -> Account:
    """Note that the owner switched the skill off, and with it all permissions and subscriptions."""
    return _noted(session, owner, "disabled", at, ())


def permitted(session: Session, owner: str, scopes: Sequence[str], at: datetime) -> Account:
    """Note all the permissions that the owner gives from then on."""
    return _noted(session, owner, "permitted", at, scopes)


def subscribed(session: Session, owner: str, events: Sequence[str], at: datetime) -> Account:
    """Note all the proactive events that the owner wants from then on."""
    return _noted(session, owner, "subscribed", at, events)


def _noted(session: Session, owner: str, kind: Kind, at: datetime, data: Sequence[str]) -> Account:
    """Put an event into the history, and return the account as the history now tells it."""
    # Held until the transaction ends, so that two events at once do not each miss the other.
    account = session.get(Account, owner, with_for_update=True)
    if account is None:
        account = Account(owner=owner, enabled=True, scopes=[], subscriptions=[])
        session.add(account)
        session.flush()
    event = AccountEvent(owner=owner, kind=kind, at=at, data=sorted(set(data)))
    if not _known(session, event):
        session.add(event)
        session.flush()
        _read_off(session, account)
    return account


def _known(session: Session, event: AccountEvent) -> bool:
    """Tell whether the same event came before."""
    same = select(AccountEvent).where(
        AccountEvent.owner == event.owner,
        AccountEvent.at == event.at,
        AccountEvent.kind == event.kind,
    )
    return any(one.data == event.data for one in session.scalars(same))


def _read_off(session: Session, account: Account) -> None:
    """Set each part of the account by the newest event that tells of it."""
    if event := _newest(session, account.owner, "enabled"):
        account.enabled, account.enabled_at = event.kind == "enabled", event.at
    if event := _newest(session, account.owner, "permitted"):
        account.scopes, account.scopes_at = event.data, event.at
    if event := _newest(session, account.owner, "subscribed"):
        account.subscriptions, account.subscriptions_at = event.data, event.at
    session.flush()


def _newest(session: Session, owner: str, kind: Kind) -> AccountEvent | None:
    """Return the newest event of a kind, or the one that switched the skill off after it."""
    told = select(AccountEvent).where(
        AccountEvent.owner == owner, AccountEvent.kind.in_((kind, "disabled"))
    )
    # By kind "disabled" stands first; of one kind at one moment the one told last counts.
    order = (AccountEvent.at.desc(), AccountEvent.kind, AccountEvent.id.desc())
    return session.scalar(told.order_by(*order).limit(1))
