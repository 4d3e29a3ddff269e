"""What the wording's forms for times are given: a moment, a day, and hours, each by the clock of the place it is about.

Imports nothing of ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True)
class When:
    """A moment, and the one at which it is told: both by the same clock."""

    at: datetime
    now: datetime


@dataclass(frozen=True)
class Day:
    """A day, and the one at which it is told."""

    day: date
    today: date


@dataclass(frozen=True)
class Times:
    """Spans of a day."""

    spans: Sequence[tuple[time, time]]
