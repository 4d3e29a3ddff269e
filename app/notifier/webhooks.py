"""The notifier of the staff's systems: spreads what is new in the feed to endpoints, and sends it. May import `models`.

Standard Webhooks: any answer but 2xx is a failure and tried again for a day; 410 disables the endpoint, and so does failing
for three days. Of an answer only the status is read.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

from sqlalchemy.orm import Session

from app.guard import TargetRefused
from app.hooks import Hooks
from app.meter import Meter
from app.notifier.carrier import NotCarried, Refused, Unreachable
from app.notifier.deliverer import Deliverer
from app.outward import Outward, OutwardFailed
from app.signatures import signed
from models import news_queue, webhook_outbox, webhooks
from models.base import Store
from models.webhook_errors import WebhookError
from models.webhook_outbox import Posting
from models.webhook_tables import WebhookQueue

WAITS_S = (5, 60, 300, 1800, 7200, 18_000, 36_000, 36_000)
"""After each failed attempt: over a day in all"""
LARGEST = 64 * 1024
"""Bytes of a body"""
BUSY_S = 60.0
"""How long a receiver is left in peace at least that says it gets too much"""


class Gone(Refused):
    """The receiver is there no more, and says so."""


def body_of(posting: Posting) -> bytes:
    """Return the body: the same at each attempt."""
    document = {
        "type": posting.kind,
        "timestamp": posting.at.isoformat(),
        "data": dict(posting.data),
    }
    return json.dumps(document, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Poster:
    """Sends to endpoints."""

    hooks: Hooks
    clock: Callable[[], datetime]
    outward: Outward

    def send(self, posting: Posting) -> None:
        """Post it; raises `NotCarried`."""
        body = body_of(posting)
        if len(body) > LARGEST:
            raise Refused(f"over {LARGEST} bytes")
        try:
            self.hooks.guard.check_url(posting.url)
            secrets = [self.hooks.seal.open(one) for one in posting.sealed]
        except WebhookError as error:
            raise Refused(str(error)) from None
        own = {"Content-Type": "application/json", "User-Agent": "Countertalk"}
        headers = own | signed(posting.event_id, body, secrets, self.clock())
        try:
            status = self.outward.ask("POST", posting.url, data=body, headers=headers).status
        except TargetRefused as refused:
            raise Refused(str(refused)) from None
        except OutwardFailed as failed:
            raise Unreachable(str(failed), doubtful=True) from None
        _judge(status)


def make_outward(hooks: Hooks) -> Outward:
    """The way to endpoints: 10 s in all, and nothing read but the status."""
    return Outward(3.0, 5.0, 10.0, session=hooks.guard.session, wants_body=False)


@dataclass(frozen=True)
class WebhookNotifier(Deliverer[Posting]):
    """One of those that tell the staff's systems."""

    store: Store
    poster: Poster
    clock: Callable[[], datetime]
    random: Callable[[], float]
    name: str
    meter: Meter = field(default_factory=Meter, repr=False)
    waits_s: tuple[float, ...] = WAITS_S
    at_once: int = 8

    def step(self, stopped: Event | None = None) -> bool:
        """Spread what is new, then work on one queue."""
        with self.store.read() as session:
            new = webhooks.is_new(session)
        if new:
            with self.store.begin() as session:
                webhooks.spread(session, self.clock(), self.poster.hooks.keep)
        return super().step(stopped)

    def claim(self, session: Session, now: datetime) -> str | None:
        """Claim an endpoint's queue."""
        return news_queue.claim(session, self.name, now, WebhookQueue)

    def next_due(self, session: Session, owner: str, now: datetime) -> Posting | None:
        """Return the event that is due."""
        return webhook_outbox.next_due(session, owner, self.name, now)

    def release(self, session: Session, owner: str, now: datetime) -> None:
        """Give the queue back."""
        webhook_outbox.release(session, owner, self.name, now)

    def send(self, one: Posting) -> None:
        """Post it."""
        self.poster.send(one)

    def delivered(self, session: Session, one: Posting, now: datetime) -> None:
        """Note that it arrived."""
        webhook_outbox.delivered(session, one.id, now)

    def failed(
        self, session: Session, one: Posting, error: NotCarried, again_at: datetime | None
    ) -> None:
        """Note that it failed."""
        became = webhook_outbox.Failure(
            str(error),
            again_at,
            doubtful=isinstance(error, Unreachable) and error.doubtful,
            gone=isinstance(error, Gone),
        )
        webhook_outbox.failed(session, one.id, became, self.clock())

    def put_off(self, session: Session, one: Posting, until: datetime) -> None:
        """Note that it was not sent."""
        webhook_outbox.put_off(session, one.id, until)

    def way(self, _one: Posting) -> str:
        """All endpoints together."""
        return "webhook"

    def said(self, one: Posting) -> str:
        """Name the event and the endpoint."""
        return f"event {one.event_id}, webhook {one.endpoint_id}"


def _judge(status: int) -> None:
    """Make of an answer what it means for the event."""
    match status:
        case 410:
            raise Gone("it answered 410: gone")
        case 429 | 502 | 503 | 504:
            raise Unreachable(f"it answered {status}", doubtful=status != 429, least_s=BUSY_S)
        case _ if 300 <= status < 400:
            raise Unreachable(f"it answered {status}: redirects are not followed", doubtful=False)
        case _ if not 200 <= status < 300:
            raise Unreachable(f"it answered {status}", doubtful=status >= 500)
