"""Quiet hours: when a customer is not told anything, by the clock where the customer lives. Imports nothing of ours but the
store, time zones and errors.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import time_zones
from models.base import Base
from models.news_errors import QuietHoursInvalid


@dataclass(frozen=True)
class Hours:
    """From when to when it is quiet each night, in a time zone; the same time twice: never."""

    zone: str
    """A name of the IANA's data base"""
    begins: time
    ends: time

    @classmethod
    def checked(cls, zone: str, begins: str, ends: str) -> "Hours":
        """Read a zone and two times as HH:MM; raises `QuietHoursInvalid`."""
        try:
            ZoneInfo(zone)
            return cls(zone, time.fromisoformat(begins), time.fromisoformat(ends))
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise QuietHoursInvalid(zone, begins, ends) from error

    def until(self, now: datetime) -> datetime | None:
        """Return when they end, if it is quiet now."""
        here = now.astimezone(ZoneInfo(self.zone))
        after, over = here.time() >= self.begins, here.time() >= self.ends
        quiet = after and not over if self.begins <= self.ends else after or not over
        if not quiet:
            return None
        day = here.date() + timedelta(days=1 if over else 0)
        return datetime.combine(day, self.ends, tzinfo=here.tzinfo)


class QuietHours(Base):
    """Those of one owner."""

    __tablename__ = "quiet_hours"

    owner: Mapped[str] = mapped_column(primary_key=True)
    zone: Mapped[str] = mapped_column(String(64))
    begins: Mapped[str] = mapped_column(String(5))
    """HH:MM"""
    ends: Mapped[str] = mapped_column(String(5))


def note(session: Session, owner: str, hours: Hours) -> None:
    """Keep an owner's own."""
    begins, ends = (f"{one:%H:%M}" for one in (hours.begins, hours.ends))
    session.merge(QuietHours(owner=owner, zone=hours.zone, begins=begins, ends=ends))
    session.flush()


def hours_of(session: Session, owner: str, usual: Hours) -> Hours:
    """Return an owner's own, or else the shop's, by the owner's clock if that is known."""
    own = session.get(QuietHours, owner)
    if own:
        return Hours.checked(own.zone, own.begins, own.ends)
    zone = time_zones.find(session, owner)
    return replace(usual, zone=zone) if zone else usual
