"""What the shop may refuse to who reads what happened, or wants it told by webhooks.

* ShopError
  + EventError
    - EventsGone
    - EventsAhead

Only the staff's systems meet these. Imports nothing of ours but the base of all refusals.
"""

from dataclasses import dataclass

from models.product_errors import ShopError


class EventError(ShopError):
    """What happened cannot be read from there."""


@dataclass(eq=False)
class EventsGone(EventError):
    """Not all that is behind this place is kept."""

    says = "not all events behind {after} are kept, only those behind {swept}: begin anew without a place"
    after: int
    swept: int


@dataclass(eq=False)
class EventsAhead(EventError):
    """The feed is not so far: perhaps a backup was put back."""

    says = "there are no events up to {after} yet, only up to {last}: begin anew without a place"
    after: int
    last: int
