"""News by Alexa's notifications: Amazon's "Proactive Events API", schema AMAZON.OrderStatus.Updated.

May import `models` and the way out of the program. Amazon's schema has no "ready to pick up", so of an order for pickup only
its preparing is an event. Rules of Amazon's: a reference id of letters, digits and ~, which it takes once for a customer;
an expiry from 5 minutes to 24 hours ahead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.notifier.carrier import Busy, Refused, Unreachable
from app.notifier.login import Login
from app.outward import Bearer, Outward, OutwardFailed
from models.accounts import ORDER_NEWS
from models.deliveries import Delivery
from models.fulfilment import Fulfilment, OrderStatus
from models.proofs import CodeDelivery

HOSTS: Mapping[str, str] = {
    "na": "https://api.amazonalexa.com",
    "eu": "https://api.eu.amazonalexa.com",
    "fe": "https://api.fe.amazonalexa.com",
}
"""By region: North America, Europe, the Far East"""
PATH = "/v1/proactiveEvents"
DEVELOPMENT = "/stages/development"
LOGIN = "https://api.amazon.com/auth/o2/token"
LOCALE = "en-US"
"""The only one in which Amazon speaks this event"""
SHOWN_FOR = timedelta(minutes=5)
"""The shortest that Amazon keeps a notification"""
STATUSES: Mapping[tuple[Fulfilment, OrderStatus], str] = {
    (Fulfilment.PICKUP, OrderStatus.PREPARING): "ORDER_PREPARING",
    (Fulfilment.DELIVERY, OrderStatus.PREPARING): "ORDER_PREPARING",
    (Fulfilment.DELIVERY, OrderStatus.ON_THE_WAY): "ORDER_OUT_FOR_DELIVERY",
    (Fulfilment.DELIVERY, OrderStatus.DELIVERED): "ORDER_DELIVERED",
}
BUSY_S, FULL_S = 60.0, 300.0
"""How long to leave the service in peace, and a customer whose notifications are as many as may be"""


def event(delivery: Delivery, now: datetime) -> dict[str, Any]:
    """Return the request's body; raises `Refused` for a step that Amazon's schema has no word for."""
    status = None
    if delivery.fulfilment and delivery.status:
        status = STATUSES.get((delivery.fulfilment, delivery.status))
    if status is None:
        raise Refused(f"Alexa has no event for {delivery.fulfilment}, {delivery.status}")
    state: dict[str, Any] = {"status": status}
    if status == "ORDER_OUT_FOR_DELIVERY" and delivery.promised_at:
        state["deliveryDetails"] = {"expectedArrival": _written(delivery.promised_at)}
    if status == "ORDER_DELIVERED":
        state["deliveredOn"] = _written(delivery.happened_at)
    seller = {"name": "localizedattribute:sellerName"}
    return {
        "timestamp": _written(now),
        "referenceId": delivery.event_id,
        "expiryTime": _written(delivery.expires_at + SHOWN_FOR),
        "event": {"name": ORDER_NEWS, "payload": {"state": state, "order": {"seller": seller}}},
        "localizedAttributes": [{"locale": LOCALE, "sellerName": delivery.seller}],
        "relevantAudience": {"type": "Unicast", "payload": {"user": delivery.user}},
    }


@dataclass(frozen=True)
class AlexaEvents:
    """Alexa's event service of one region and stage."""

    url: str
    login: Login
    outward: Outward

    def send(self, delivery: Delivery | CodeDelivery) -> None:
        """Post the event; raises `NotCarried`."""
        if isinstance(delivery, CodeDelivery):
            raise Refused("Alexa has no event for a code")
        body = event(delivery, self.login.clock())
        status = self._post(body, fresh=False)
        if status in (401, 403):  # the token may have been taken back
            status = self._post(body, fresh=True)
        _judge(status)

    def _post(self, body: dict[str, Any], *, fresh: bool) -> int:
        token = self.login.token(fresh=fresh)
        try:
            return self.outward.ask("POST", self.url, json=body, auth=Bearer(token)).status
        except OutwardFailed as failed:
            raise Unreachable(f"Alexa: {failed}", doubtful=True) from None


def _judge(status: int) -> None:
    """Make of the service's answer what it means for the news."""
    match status:
        case 409:  # the customer has this one: an earlier attempt arrived
            return
        case 401 | 403:
            raise Refused(f"{status}: the customer is not subscribed, or the skill may not send")
        case 429:
            raise Busy("429: too many at once", BUSY_S)
        case 432:
            why = "432: the customer's notifications are as many as may be"
            raise Unreachable(why, doubtful=False, least_s=FULL_S)
        case _ if 200 <= status < 300:
            return
        case _ if status >= 500:
            raise Unreachable(f"Alexa answered {status}", doubtful=True)
    raise Refused(f"Alexa answered {status}")


def _written(moment: datetime) -> str:
    """ISO 8601, as in Amazon's examples."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
