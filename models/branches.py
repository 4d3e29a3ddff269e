"""Places where the shop is: position, hours and pickup slots; which is the nearest.

A catalogue without branches is one place that is always open. Imports nothing of ours but the store, hours and errors.
"""

from collections.abc import Iterable
from functools import cached_property
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.hours import Hours

EARTH_KM = 6371.0088
"""Mean radius (IUGG)"""


class Position(NamedTuple):
    """Where something is, in degrees."""

    latitude: float
    longitude: float


class Branch(Base):
    """A place of the shop, or once one."""

    __tablename__ = "branch"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    """As it is said"""
    synonyms: Mapped[list[str]]
    address: Mapped[str]
    phone: Mapped[str]
    latitude: Mapped[float]
    longitude: Mapped[float]
    zone: Mapped[str] = mapped_column(String(64))
    country: Mapped[str | None] = mapped_column(String(2))
    written_hours: Mapped[str] = mapped_column("hours")
    slot_minutes: Mapped[int | None]
    """How long a pickup slot is; None where orders are only made as soon as possible, or for any time"""
    slot_capacity: Mapped[int | None]
    """Orders that can be picked up in one slot; None for any number"""
    listed: Mapped[bool]
    """False once the catalogue no longer lists it; orders still name it"""
    sort: Mapped[int]

    @cached_property
    def hours(self) -> Hours:
        """When it is open."""
        return Hours(self.written_hours, self.zone, self.country)

    @property
    def position(self) -> Position:
        """Where it is."""
        return Position(self.latitude, self.longitude)


def nearest(branches: Iterable[Branch], position: Position) -> Branch:
    """Return the branch with the shortest way to a position, as the crow flies."""
    return min(branches, key=lambda branch: distance_km(branch.position, position))


def distance_km(one: Position, other: Position) -> float:
    """Return how far two positions are from each other on a sphere (haversine)."""
    north, east = (radians(b - a) for a, b in zip(one, other, strict=True))
    across = cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(sin(north / 2) ** 2 + across))
