"""What the shop may refuse about its counters' keys.

* ShopError
  + DeviceError
    - DeviceNameInvalid
    - DeviceExists
    - UnknownDevice

Only the staff meets these. Imports nothing of ours but the base of all refusals.
"""

from dataclasses import dataclass
from datetime import datetime

from models.product_errors import ShopError


class DeviceError(ShopError):
    """A counter cannot be added or revoked."""


@dataclass(eq=False)
class DeviceNameInvalid(DeviceError):
    """A counter cannot be named so."""

    says = "no counter can be named {name!r}: give 1 to 32 of a-z, 0-9, hyphen and underscore"
    name: str


@dataclass(eq=False)
class DeviceExists(DeviceError):
    """A counter of this name has a key that is valid."""

    says = "{name} has a key since {since:%F}; revoke it first, or choose another name"
    name: str
    since: datetime


@dataclass(eq=False)
class UnknownDevice(DeviceError):
    """No counter of this name has a key that is valid."""

    says = "no counter {name!r} has a key; there are: {known}"
    name: str
    known: str
    """Names of those that have one"""
