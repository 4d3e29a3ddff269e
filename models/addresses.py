"""Addresses on file: where an owner wants things brought. Imports nothing of ours but the store."""

from datetime import datetime

from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base


class Address(Base):
    """One owner's address; taken down by the staff or from the account, never from what was heard."""

    __tablename__ = "address"

    owner: Mapped[str] = mapped_column(primary_key=True)
    lines: Mapped[str]
    """As it is written on a parcel"""
    noted_at: Mapped[datetime]


def note(session: Session, owner: str, lines: str, now: datetime) -> Address:
    """Put an owner's address on file, in the place of what was there."""
    address = session.merge(Address(owner=owner, lines=lines, noted_at=now))
    session.flush()
    return address


def forget(session: Session, owner: str) -> None:
    """Take an owner's address off file, if there is one."""
    if address := on_file(session, owner):
        session.delete(address)
        session.flush()


def on_file(session: Session, owner: str) -> Address | None:
    """Return the owner's address."""
    return session.get(Address, owner)
