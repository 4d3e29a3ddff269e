"""The consent ledger: who may be told something, where and what for; on which words, since when, and until when.

Nothing is ever changed in it but that a consent gets an end. Imports nothing of ours but the store and channels.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Index, String, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.channels import TOLD, Channel, Purpose

NOT_AGREED = "not agreed"
"""How a consent ended that was asked for and not given"""

OFFERS_STAND = text("purpose = 'offers' AND withdrawn_at IS NULL")
"""The few consents that a sweep looks for: written out, as an index is for just these words"""


class Consent(Base):
    """One yes."""

    __tablename__ = "consent"
    __table_args__ = (
        Index(None, "owner", "channel", "purpose"),
        Index(
            "ix_consent_offers", "owner", sqlite_where=OFFERS_STAND, postgresql_where=OFFERS_STAND
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str]
    channel: Mapped[str] = mapped_column(String(16))
    purpose: Mapped[str] = mapped_column(String(16))
    words: Mapped[str]
    """What the customer was asked or did, verbatim"""
    locale: Mapped[str] = mapped_column(String(16))
    """The language it was given in, and is used in"""
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    """How it was taken back"""


def give(
    session: Session,
    owner: str,
    channel: Channel,
    purpose: Purpose,
    words: str,
    locale: str,
    now: datetime,
) -> Consent:
    """Note a yes; one that stands already stays as it is."""
    standing = find(session, owner, channel, purpose)
    if standing is not None:
        return standing
    consent = Consent(
        owner=owner, channel=channel, purpose=purpose, words=words, locale=locale, given_at=now
    )
    session.add(consent)
    session.flush()
    return consent


def note_asked(
    session: Session,
    owner: str,
    channel: Channel,
    purpose: Purpose,
    words: str,
    locale: str,
    now: datetime,
) -> None:
    """Note that the owner was asked and has not agreed, so that nobody asks again; a yes that follows is noted by itself."""
    about = {"owner": owner, "channel": channel, "purpose": purpose, "words": words}
    asked = {"locale": locale, "given_at": now, "withdrawn_at": now, "withdrawn_by": NOT_AGREED}
    session.add(Consent(**about, **asked))
    session.flush()


def last(session: Session, owner: str, purpose: Purpose) -> Consent | None:
    """Return what an owner was asked or consented to last for a purpose."""
    where = (Consent.owner == owner, Consent.purpose == purpose)
    return session.scalar(select(Consent).where(*where).order_by(Consent.id.desc()).limit(1))


def find(session: Session, owner: str, channel: Channel, purpose: Purpose) -> Consent | None:
    """Return the consent that stands."""
    where = (Consent.owner == owner, Consent.channel == channel, Consent.purpose == purpose)
    return session.scalar(select(Consent).where(*where, Consent.withdrawn_at.is_(None)))


def standing(session: Session, owner: str, purpose: Purpose) -> list[Consent]:
    """Return all consents of an owner that stand for a purpose."""
    where = (Consent.owner == owner, Consent.purpose == purpose, Consent.withdrawn_at.is_(None))
    return list(session.scalars(select(Consent).where(*where).order_by(Consent.id)))


def stands(
    owner: ColumnElement[str] | ColumnElement[str | None],
    channel: Channel,
    purpose: Purpose | ColumnElement[str],
) -> ColumnElement[bool]:
    """Return the condition that the owner of a row in another table consents."""
    where = (Consent.owner == owner, Consent.channel == channel, Consent.purpose == purpose)
    return select(Consent.id).where(*where, Consent.withdrawn_at.is_(None)).exists()


def withdraw(
    session: Session,
    owner: str,
    by: str,
    now: datetime,
    channels: Sequence[Channel] = tuple(Channel),
    purposes: Sequence[Purpose] = TOLD,
) -> int:
    """Take all of an owner's consents to be told something back, or those for some channels or for other purposes.

    Returns how many stood.
    """
    session.flush()
    ended = update(Consent).where(
        Consent.owner == owner,
        Consent.channel.in_(channels),
        Consent.purpose.in_(purposes),
        Consent.withdrawn_at.is_(None),
    )
    done = session.execute(ended.values(withdrawn_at=now, withdrawn_by=by))
    return int(done.rowcount)  # type: ignore[attr-defined]  # an update has one


def last_withdrawn(session: Session, owner: str, channel: Channel) -> datetime | None:
    """Return when a consent to a channel was taken back last."""
    where = (Consent.owner == owner, Consent.channel == channel, Consent.withdrawn_at.is_not(None))
    query = select(Consent.withdrawn_at).where(*where).order_by(Consent.withdrawn_at.desc())
    return session.scalar(query.limit(1))


def ledger(session: Session, owner: str) -> list[Consent]:
    """Return all that an owner ever consented to, oldest first."""
    return list(session.scalars(select(Consent).where(Consent.owner == owner).order_by(Consent.id)))
