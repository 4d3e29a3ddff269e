"""When a place is open, by its own clock: hours as OpenStreetMap writes them, "Mo-Fr 07:00-19:00; 2026 Dec 25 off".

A span may go past midnight ("Sa 18:00-02:00"), a later rule takes the place of an earlier one. Imports nothing of ours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from opening_hours import (  # type: ignore[attr-defined]  # its stubs leave the errors out
    OpeningHours,
    ParserError,
    State,
    UnknownCountryError,
)

EXAMPLE = "Mo-Fr 07:00-19:00; Sa 08:00-12:00,18:00-02:00; 2026 Dec 25 off"
HORIZON_DAYS = 400
"""What does not change for so long does not change at all"""
NOWHERE = {"Factory", "localtime"}
"""In the data base too, and no place's"""
_ANY_DAY = datetime(2026, 1, 1)
_WHERE = re.compile(r"--> 1:(\d+).*= (.*)", re.DOTALL)
_HOLIDAY = re.compile(r"\b(PH|SH)\b")


@dataclass(frozen=True)
class Span:
    """From when to when a place is open, by its own clock."""

    begins: datetime
    ends: datetime

    @property
    def lasts_all_day(self) -> bool:
        """Whether it is the whole of a day."""
        return self.begins.time() == self.ends.time() == time() and self.begins != self.ends


@dataclass(frozen=True)
class Hours:
    """The hours of one place."""

    text: str
    zone: str
    """A name of the IANA's data base"""
    country: str | None = None
    """ISO 3166 code, for public holidays (`PH`)"""

    def is_open(self, at: datetime) -> bool:
        """Whether it is open at a time."""
        return self._read.is_open(self.local(at))

    def changes(self, at: datetime) -> datetime | None:
        """Return when it closes, if it is open, or else opens; None if never."""
        return self._read.next_change(self.local(at))

    def opens(self, at: datetime) -> datetime | None:
        """Return the first time from `at` on that it is open; None if it never will be."""
        found: datetime | None = at
        while found is not None and not self.is_open(found):
            found = self.changes(found)
        return found

    def on(self, day: date) -> list[Span]:
        """Return the spans that begin on a day, the last of which may end on the next; of what goes on and on, that day."""
        begin, end = (self._midnight(day + timedelta(days=days)) for days in (0, 1))
        went_on = self.is_open(begin - timedelta(minutes=1))
        spans = [Span(*one) for one in self._open(begin, self._midnight(day + timedelta(days=2)))]
        if spans and spans[0].begins == begin and went_on:
            first = spans.pop(0)
            if (
                first.ends >= end
            ):  # open all day: what came before and what follows is of other days
                return [Span(begin, end)]
        return [one for one in spans if one.begins < end]

    def local(self, at: datetime) -> datetime:
        """Return a time by the clock of the place."""
        return at.astimezone(ZoneInfo(self.zone))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=ZoneInfo(self.zone))

    def _open(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        for begins, ends, state, _comment in self._read.intervals(begin, end):
            if state == State.OPEN and ends is not None:
                yield begins, ends

    @property
    def _read(self) -> OpeningHours:
        return _parsed(self.text, self.zone, self.country)


@lru_cache(maxsize=256)
def _parsed(text: str, zone: str, country: str | None) -> OpeningHours:
    return OpeningHours(text, ZoneInfo(zone), country, max_interval_days=HORIZON_DAYS)


def fault(text: str, country: str | None = None) -> str | None:
    """Say what is wrong with hours as they are written, and what would be right; None if nothing is."""
    try:
        read = OpeningHours(text, country=country)
    except UnknownCountryError:
        return "their country must be a code of ISO 3166, as US"
    except ParserError as error:
        found = _WHERE.search(str(error))
        what = f"{found[2]} at character {found[1]}" if found else "not understood"
        return f"must be hours as OpenStreetMap writes them, as {EXAMPLE!r}: {what}"
    if _HOLIDAY.search(text) and country is None:
        return "public holidays (PH) need the branch's country"
    if not read.is_open(_ANY_DAY) and read.next_change(_ANY_DAY) is None:
        return "must be open at some time; leave the branch out if it never is"
    return None


def knows_zone(name: str) -> bool:
    """Whether this is the name of a time zone."""
    return name in available_timezones() - NOWHERE
