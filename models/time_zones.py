"""Where on the clock customers live, as Alexa told it. Imports nothing of ours but the store.

A zone is asked for before it is known, so that one that cannot be had is not asked for at every turn.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import String, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base

UNKNOWN, KNOWN = timedelta(days=1), timedelta(days=30)
"""How long it is not asked for again: people move"""


class TimeZone(Base):
    """That of one owner."""

    __tablename__ = "time_zone"

    owner: Mapped[str] = mapped_column(primary_key=True)
    zone: Mapped[str | None] = mapped_column(String(64))
    """A name of the IANA's data base; None as long as none was learnt"""
    asked_at: Mapped[datetime]


def wanted(session: Session, owner: str, now: datetime, *, anew: bool = False) -> bool:
    """Whether an owner's zone should be asked for, `anew` in any case; if so, it is noted as asked for now."""
    known = session.get(TimeZone, owner)
    if known is None:
        session.add(TimeZone(owner=owner, asked_at=now))
        session.flush()
        return True
    if not anew and known.asked_at > now - (KNOWN if known.zone else UNKNOWN):
        return False
    known.asked_at = now
    session.flush()
    return True


def learn(session: Session, owner: str, zone: str) -> bool:
    """Keep a zone that was asked for; False if it is none, or if the owner was forgotten meanwhile."""
    if not is_zone(zone):
        return False
    known = update(TimeZone).where(TimeZone.owner == owner).values(zone=zone)
    done = session.execute(known, execution_options={"synchronize_session": False})
    return bool(done.rowcount)  # type: ignore[attr-defined]  # an update has one


def find(session: Session, owner: str) -> str | None:
    """Return an owner's zone, if it is known, and this machine knows it."""
    known = session.get(TimeZone, owner)
    return known.zone if known and known.zone and is_zone(known.zone) else None


def is_zone(name: str) -> bool:
    """Whether this is the name of a zone, and can be kept."""
    if len(name) > 64:
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
