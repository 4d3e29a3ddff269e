"""Counters that reach the shop from afar, and their keys. Imports nothing of ours but the store, keys, errors and visits."""

from datetime import datetime, timedelta

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.device_errors import DeviceExists, DeviceNameInvalid, UnknownDevice
from models.keys import Key, proves
from models.visits import is_counter

__all__ = (
    "SEEN_EVERY",
    "Device",
    "Key",
    "add",
    "admitted",
    "is_due",
    "is_valid",
    "listing",
    "revoke",
    "seen",
)

SEEN_EVERY = timedelta(minutes=1)
"""How old the note of when a counter was last seen may become"""


class Device(Base):
    """A counter, and the key it has or had."""

    __tablename__ = "device"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    key_id: Mapped[str] = mapped_column(unique=True)
    key_digest: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]
    last_seen: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


def add(session: Session, name: str, key: Key, now: datetime) -> Device:
    """Let a counter in with a key; raises `DeviceNameInvalid`, or `DeviceExists` if it has one."""
    if not is_counter(name):
        raise DeviceNameInvalid(name)
    device = session.get(Device, name)
    if device and device.revoked_at is None:
        raise DeviceExists(name, device.added_at)
    device = device or Device(name=name)
    device.key_id, device.key_digest = key.id, key.digest
    device.added_at, device.last_seen, device.revoked_at = now, None, None
    session.add(device)
    session.flush()
    return device


def revoke(session: Session, name: str, now: datetime) -> Device:
    """End a counter's key; raises `UnknownDevice`."""
    device = session.get(Device, name)
    if device is None or device.revoked_at is not None:
        names = [one.name for one in listing(session) if one.revoked_at is None]
        raise UnknownDevice(name, ", ".join(names) or "none")
    device.revoked_at = now
    session.flush()
    return device


def listing(session: Session) -> list[Device]:
    """Return all counters by name."""
    return list(session.scalars(select(Device).order_by(Device.name)))


def admitted(session: Session, key: Key | None) -> Device | None:
    """Return the counter whose key this is, if it is valid; digests are compared in constant time."""
    device = session.scalar(select(Device).where(Device.key_id == key.id)) if key else None
    proved = proves(key, device.key_digest if device else None)
    return device if device and proved and device.revoked_at is None else None


def is_valid(session: Session, name: str) -> bool:
    """Whether the counter's key was not revoked meanwhile."""
    found = select(Device.name).where(Device.name == name, Device.revoked_at.is_(None))
    return session.scalar(found) is not None


def is_due(device: Device, now: datetime) -> bool:
    """Whether it is to be noted that the counter is there."""
    return device.last_seen is None or now - device.last_seen >= SEEN_EVERY


def seen(session: Session, name: str, now: datetime) -> None:
    """Note that a counter is there."""
    device = session.get(Device, name)
    if device:
        device.last_seen = now
