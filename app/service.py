"""Alexa's own service as a turn uses it: reminders at once, the time zone when the turn is over. May import `models`."""

import logging
from dataclasses import dataclass

from app.alexa_api import AlexaApi
from app.deadline import PointOfNoReturn
from models import time_zones
from models.base import Store

_LOG = logging.getLogger("countertalk.service")


@dataclass
class Service:
    """For one turn."""

    api: AlexaApi
    point: PointOfNoReturn
    zone_wanted: bool = False

    def remind(self, seconds: int, text: str, locale: str) -> str:
        """Set a reminder, or raise `ReminderRefused`. One that is set stays set, so the turn is not given up any more."""
        self.point.cross()
        return self.api.remind(seconds, text, locale)

    def learn_zone(self) -> None:
        """Ask for the customer's time zone when the turn is over."""
        self.zone_wanted = True


def learn_zone(api: AlexaApi, store: Store, owner: str) -> None:
    """Ask Alexa for a customer's time zone and keep it; without one the shop's is used."""
    zone = api.time_zone()
    if not zone:
        return
    with store.begin(durable=False, alone=owner) as session:
        if not time_zones.learn(session, owner, zone):
            _LOG.warning("no time zone: what Alexa's service told is none, or nobody's any more")
