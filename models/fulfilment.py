"""How an order gets to its customer: its statuses, the one table of steps between them, and who may take them.

Imports nothing of ours.
"""

from dataclasses import dataclass
from enum import StrEnum


class Fulfilment(StrEnum):
    """How a customer gets an order."""

    PICKUP = "pickup"
    DELIVERY = "delivery"


class OrderStatus(StrEnum):
    """Where an order stands."""

    RECEIVED = "received"
    PREPARING = "preparing"
    READY = "ready"
    ON_THE_WAY = "on_the_way"
    COLLECTED = "collected"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class Actor(StrEnum):
    """Who takes a step."""

    CUSTOMER = "customer"
    STAFF = "staff"


@dataclass(frozen=True)
class Way:
    """A step that may be taken."""

    to: OrderStatus
    fulfilment: tuple[Fulfilment, ...] = tuple(Fulfilment)
    """Orders that it is for"""
    actors: tuple[Actor, ...] = (Actor.STAFF,)
    """Who may take it"""


_PICKUP, _DELIVERY = (Fulfilment.PICKUP,), (Fulfilment.DELIVERY,)
_ANYBODY = tuple(Actor)
_CALLED_OFF = Way(OrderStatus.CANCELLED)

TRANSITIONS: dict[OrderStatus | None, tuple[Way, ...]] = {
    None: (Way(OrderStatus.RECEIVED, actors=_ANYBODY),),
    OrderStatus.RECEIVED: (
        Way(OrderStatus.PREPARING),
        Way(OrderStatus.CANCELLED, actors=_ANYBODY),
    ),
    OrderStatus.PREPARING: (Way(OrderStatus.READY), _CALLED_OFF),
    OrderStatus.READY: (
        Way(OrderStatus.COLLECTED, _PICKUP),
        Way(OrderStatus.ON_THE_WAY, _DELIVERY),
        _CALLED_OFF,
    ),
    OrderStatus.ON_THE_WAY: (Way(OrderStatus.DELIVERED, _DELIVERY), _CALLED_OFF),
    OrderStatus.COLLECTED: (),
    OrderStatus.DELIVERED: (),
    OrderStatus.CANCELLED: (),
}
"""From each status the steps that may follow; None is an order just made"""

OPEN = tuple(status for status, ways in TRANSITIONS.items() if status and ways)
"""Statuses of orders still on their way"""
COMING = (OrderStatus.RECEIVED, OrderStatus.PREPARING)
"""Statuses of orders that are waited for: what is ahead of a new one"""
UNMADE = (OrderStatus.RECEIVED,)
"""Statuses of orders whose products are on the shelf still, and go back there"""
HANDED_OVER = (OrderStatus.COLLECTED, OrderStatus.DELIVERED)
"""Statuses of orders that were paid at the latest now"""


def following(
    status: OrderStatus | None, fulfilment: Fulfilment, actor: Actor
) -> tuple[OrderStatus, ...]:
    """Return where an order of this kind may be moved from a status, by somebody."""
    return tuple(
        way.to
        for way in TRANSITIONS[status]
        if fulfilment in way.fulfilment and actor in way.actors
    )
