"""Where a device is, if it tells. Shapes: Amazon's "Location Services for Alexa Skills". May import `models` (branches)."""

from typing import Any

from models.branches import Position

PERMISSION = "alexa::devices:all:geolocation:read"
"""The scope that a customer is asked for"""


def position(envelope: Any) -> Position | None:
    """The position that came with a request."""
    context = envelope.context
    told = context.geolocation.coordinate if context and context.geolocation else None
    if told is None or told.latitude_in_degrees is None or told.longitude_in_degrees is None:
        return None
    found = Position(float(told.latitude_in_degrees), float(told.longitude_in_degrees))
    return found if abs(found.latitude) <= 90 and abs(found.longitude) <= 180 else None


def can_tell(envelope: Any) -> bool:
    """Whether the device could tell where it is, if it was allowed to."""
    device = envelope.context and envelope.context.system and envelope.context.system.device
    return bool(device and device.supported_interfaces and device.supported_interfaces.geolocation)
