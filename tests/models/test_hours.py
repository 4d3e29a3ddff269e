"""When a place is open: by its own clock, over several spans, midnight, holidays and the change of clocks."""

from datetime import UTC, date, datetime

import pytest

from models.hours import Hours, fault

MILL = Hours("Mo-Fr 08:00-12:00,13:00-18:00; Sa 20:00-02:00; 2026 Dec 25 off", "Europe/London")
ALWAYS = Hours("24/7", "America/New_York")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "is_open", "changes"),
    [
        ("2026-11-23 07:59", False, "2026-11-23 08:00"),
        ("2026-11-23 08:00", True, "2026-11-23 12:00"),
        ("2026-11-23 12:00", False, "2026-11-23 13:00"),
        ("2026-11-28 23:59", True, "2026-11-29 02:00"),
        ("2026-11-29 01:59", True, "2026-11-29 02:00"),
        ("2026-11-29 02:00", False, "2026-11-30 08:00"),
        ("2026-12-25 09:00", False, "2026-12-26 20:00"),
        ("2026-07-06 07:30", True, "2026-07-06 11:00"),
    ],
)
def test_a_place_opens_and_closes_by_its_own_clock(when: str, is_open: bool, changes: str) -> None:
    assert MILL.is_open(at(when)) is is_open
    assert MILL.changes(at(when)) == at(changes)
    assert MILL.opens(at(when)) == at(when if is_open else changes)


def test_what_is_always_open_never_changes() -> None:
    assert ALWAYS.is_open(at("2026-11-23 03:00"))
    assert ALWAYS.changes(at("2026-11-23 03:00")) is None
    (whole,) = ALWAYS.on(date(2026, 11, 23))
    assert whole.lasts_all_day
    assert whole.begins == at("2026-11-23 05:00")


def test_what_never_opens_again_says_so() -> None:
    once = Hours("2026 Nov 23 08:00-09:00", "UTC")
    assert once.opens(at("2026-11-23 07:00")) == at("2026-11-23 08:00")
    assert once.opens(at("2026-11-23 09:00")) is None


@pytest.mark.parametrize(
    ("day", "spans"),
    [
        ("2026-11-23", [("23 08:00", "23 12:00"), ("23 13:00", "23 18:00")]),
        ("2026-11-28", [("28 20:00", "29 02:00")]),
        ("2026-11-29", []),
        ("2026-12-25", []),
    ],
)
def test_a_day_has_the_spans_that_begin_on_it(day: str, spans: list[tuple[str, str]]) -> None:
    found = MILL.on(date.fromisoformat(day))
    told = [(f"{one.begins:%d %H:%M}", f"{one.ends:%d %H:%M}") for one in found]
    assert told == spans


def test_hours_jump_over_the_hour_that_a_clock_leaves_out() -> None:
    night = Hours("Mo-Su 02:30-04:00", "America/New_York")
    assert night.opens(at("2026-03-08 06:00")) == at("2026-03-08 07:00")  # 3:00, there is no 2:30


@pytest.mark.parametrize(
    ("text", "country", "wrong"),
    [
        ("monday 7-19", None, "at character 3"),
        ("Mo 25:00-26:00", None, "as OpenStreetMap writes them, as 'Mo-Fr"),
        ("", None, "as OpenStreetMap writes them"),
        ("off", None, "must be open at some time"),
        ("Mo-Fr 08:00-18:00; PH off", None, "need the branch's country"),
        ("Mo-Fr 08:00-18:00; PH off", "XQ", "a code of ISO 3166"),
    ],
)
def test_hours_that_cannot_be_read_are_told_with_what_would_be_right(
    text: str, country: str | None, wrong: str
) -> None:
    assert wrong in (fault(text, country) or "")


def test_public_holidays_are_those_of_the_country() -> None:
    hours = Hours("Mo-Su 08:00-18:00; PH off", "America/New_York", "US")
    assert fault(hours.text, "US") is None
    assert hours.on(date(2026, 7, 3)) == []  # Independence Day, observed: the 4th is a Saturday
    assert hours.on(date(2026, 7, 7))
