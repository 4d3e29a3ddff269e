"""Where customers can be told something, what for, and of which steps of an order.

Imports nothing of ours but fulfilment.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from models.fulfilment import Fulfilment, OrderStatus


class Channel(StrEnum):
    """A way to a customer."""

    COUNTER = "counter"
    """The loudspeaker where it was ordered"""
    ALEXA = "alexa"
    """Amazon's Proactive Events: a notification on the customer's devices"""
    LAUNCH = "launch"
    """What is said first when the customer opens the skill next; for what Alexa has no event for"""
    MAIL = "mail"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    TELEGRAM = "telegram"


class Purpose(StrEnum):
    """What somebody may be told for; a yes to one is none to the other."""

    ORDERS = "orders"
    BACK_IN_STOCK = "back_in_stock"
    """That something sold out can be had again, once for each time it was asked for"""
    OFFERS = "offers"
    MEMORY = "memory"
    """What they like and look at may be remembered; nothing is told for it"""


TOLD = (Purpose.ORDERS, Purpose.BACK_IN_STOCK, Purpose.OFFERS)
"""Purposes that something is told for unasked"""

MESSAGES = (Channel.MAIL, Channel.SMS, Channel.WHATSAPP, Channel.TELEGRAM)
"""Channels that need an address of the customer's"""
NOTIFIED = (Channel.ALEXA, *MESSAGES)
"""Channels that the notifier delivers; on the others the customer is there, and it is fetched"""
AGREED = tuple(channel for channel in Channel if channel is not Channel.LAUNCH)
"""Channels that a customer agrees to; the yes to Alexa is one to being told at the next launch"""

Step = tuple[Fulfilment, OrderStatus]
_PICKUP, _DELIVERY = Fulfilment.PICKUP, Fulfilment.DELIVERY
_MESSAGE: Mapping[Step, timedelta] = {
    (_PICKUP, OrderStatus.READY): timedelta(minutes=45),
    (_PICKUP, OrderStatus.CANCELLED): timedelta(hours=12),
    (_DELIVERY, OrderStatus.ON_THE_WAY): timedelta(minutes=30),
    (_DELIVERY, OrderStatus.DELIVERED): timedelta(hours=2),
    (_DELIVERY, OrderStatus.CANCELLED): timedelta(hours=12),
}
NEWSWORTHY: Mapping[Channel, Mapping[Step, timedelta]] = {
    Channel.COUNTER: {(_PICKUP, OrderStatus.READY): timedelta(minutes=10)},
    # Alexa has no event for what can be picked up; "out for delivery" would be a lie.
    Channel.ALEXA: {
        (_PICKUP, OrderStatus.PREPARING): timedelta(minutes=25),
        (_DELIVERY, OrderStatus.PREPARING): timedelta(minutes=25),
        (_DELIVERY, OrderStatus.ON_THE_WAY): timedelta(minutes=25),
        (_DELIVERY, OrderStatus.DELIVERED): timedelta(hours=2),
    },
    Channel.LAUNCH: {
        (_PICKUP, OrderStatus.READY): timedelta(hours=12),
        (_PICKUP, OrderStatus.CANCELLED): timedelta(hours=12),
        (_DELIVERY, OrderStatus.CANCELLED): timedelta(hours=12),
    },
    **dict.fromkeys(MESSAGES, _MESSAGE),
}
"""By channel, the steps of an order that are told there, and for how long each is worth it"""
NOTICES: Mapping[Channel, timedelta] = {
    Channel.LAUNCH: timedelta(days=7),
    **dict.fromkeys(MESSAGES, timedelta(hours=15)),  # past a night's quiet hours
}
"""Where notices that are of no order are told, and for how long each is worth it; Alexa has no event for them"""
