"""Orders whose customers agreed to be told, and stand-ins of others: for tests of the notifier."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models import accounts, addresses, browse, cart, checkout, consent, contacts, orders
from models.base import Store
from models.channels import Channel, Purpose
from models.fulfilment import Fulfilment, OrderStatus

ANN = "alexa:amzn1.ask.account.ANN"
BOB = "alexa:amzn1.ask.account.BOB"
PREPARING, READY, ON_THE_WAY, DELIVERED = (
    OrderStatus.PREPARING,
    OrderStatus.READY,
    OrderStatus.ON_THE_WAY,
    OrderStatus.DELIVERED,
)


def agreed(store: Store, owner: str, *channels: Channel, now: datetime) -> None:
    """Let a customer agree to order news on channels, and be reached there."""
    with store.begin() as session:
        for channel in channels:
            consent.give(session, owner, channel, Purpose.ORDERS, "Shall I?", "en-US", now)
        if Channel.ALEXA in channels:
            accounts.subscribed(session, owner, [accounts.ORDER_NEWS], now)
        if Channel.MAIL in channels:
            name = owner.rpartition(".")[2].lower()
            contacts.note(session, owner, Channel.MAIL, f"{name}@example.com", now, proven=True)


def ordered(
    store: Store, owner: str, now: datetime, fulfilment: Fulfilment = Fulfilment.PICKUP
) -> int:
    """Order a sandwich; the number."""
    with store.begin() as session:
        cart.add(session, owner, "ham_sandwich", 1, [], now)
        version = checkout.quote(session, owner, now).cart_version
        if fulfilment is Fulfilment.DELIVERY:
            browse.shop(session).delivery_minutes = 20
            addresses.note(session, owner, "1 Main Street", now)
        return checkout.place(session, owner, version, "Ann", now, fulfilment).number


def moved(store: Store, number: int, now: datetime, *statuses: OrderStatus) -> None:
    """Move an order on, a transaction for each step."""
    for status in statuses:
        with store.begin() as session:
            orders.move(session, number, status, now)


@dataclass(frozen=True)
class StandIn:
    """Another's server."""

    port: int
    log: Path

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def notes(self) -> list[dict[str, Any]]:
        """What it was sent, in order."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [json.loads(line) for line in lines]


@contextmanager
def stand_in(
    serving: Callable[..., AbstractContextManager[int]], log: Path, *told: Any
) -> Iterator[StandIn]:
    """Run one, which is told how to answer."""
    with serving(log, *told) as port:
        yield StandIn(port, log)


def now() -> datetime:
    """The real time."""
    return datetime.now(UTC)
