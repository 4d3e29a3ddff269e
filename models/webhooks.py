"""Endpoints of webhooks: added, listed, disabled, removed; and new events spread to them.

Imports nothing of ours but the tables of webhooks, secrets, events, queues, sealing and errors. Who orders knows nothing of
endpoints: a notifier looks what is new in the feed, and writes a delivery for each endpoint that wants it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from models import events, news_queue, webhook_secrets
from models.events import AT_ONCE, Event, EventFeed, Kind
from models.outbox import Outcome
from models.sealing import Seal
from models.webhook_errors import UnknownWebhook, WebhooksTooMany
from models.webhook_tables import WebhookDelivery, WebhookEndpoint, WebhookQueue

MOST = 50
"""Endpoints"""


@dataclass(frozen=True)
class Wanted:
    """A receiver as it is asked for."""

    id: str
    url: str
    """Checked by whoever may send there"""
    kinds: Sequence[Kind]
    by: str
    """Who asks"""


def holder(endpoint_id: str) -> str:
    """Return under which name secrets of an endpoint are kept."""
    return f"endpoint:{endpoint_id}"


def add(
    session: Session, wanted: Wanted, secret: str, seal: Seal, now: datetime, keep: timedelta
) -> WebhookEndpoint:
    """Let an endpoint be told what happens from now on; raises `WebhooksTooMany`."""
    spread(session, now, keep)
    if (session.scalar(select(func.count()).select_from(WebhookEndpoint)) or 0) >= MOST:
        raise WebhooksTooMany(MOST)
    kinds = sorted({kind.value for kind in wanted.kinds})
    made = WebhookEndpoint(
        id=wanted.id, url=wanted.url, kinds=kinds, made_by=wanted.by, made_at=now
    )
    session.add(made)
    session.flush()
    webhook_secrets.keep(session, holder(made.id), secret, seal, now)
    return made


def get(session: Session, endpoint_id: str) -> WebhookEndpoint:
    """Return an endpoint; raises `UnknownWebhook`."""
    found = session.get(WebhookEndpoint, endpoint_id)
    if found is None:
        raise UnknownWebhook(endpoint_id)
    return found


def listing(session: Session) -> list[WebhookEndpoint]:
    """Return all endpoints, oldest first."""
    order = (WebhookEndpoint.made_at, WebhookEndpoint.id)
    return list(session.scalars(select(WebhookEndpoint).order_by(*order)))


def remove(session: Session, endpoint_id: str) -> None:
    """Forget an endpoint and what it was to be told; raises `UnknownWebhook`."""
    get(session, endpoint_id)
    webhook_secrets.forget(session, holder(endpoint_id))
    session.execute(delete(WebhookQueue).where(WebhookQueue.owner == endpoint_id))
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.endpoint_id == endpoint_id))
    session.execute(delete(WebhookEndpoint).where(WebhookEndpoint.id == endpoint_id))


def disable(session: Session, endpoint: WebhookEndpoint, why: str, now: datetime) -> None:
    """Send an endpoint nothing more; what waits for it are dead letters."""
    endpoint.disabled_at, endpoint.disabled_why = now, why
    waiting = update(WebhookDelivery).where(
        WebhookDelivery.endpoint_id == endpoint.id, WebhookDelivery.outcome.is_(None)
    )
    session.flush()
    dead = {"outcome": Outcome.DEAD.value, "error": f"disabled: {why}", "ended_at": now}
    session.execute(waiting.values(dead))


def enable(session: Session, endpoint: WebhookEndpoint, now: datetime, keep: timedelta) -> None:
    """Tell an endpoint again what happens from now on, if it was disabled."""
    if endpoint.disabled_at is not None:
        spread(session, now, keep)
        endpoint.disabled_at, endpoint.disabled_why = None, None
    endpoint.failing_since = None
    session.flush()


def is_new(session: Session) -> bool:
    """Whether something happened that an endpoint was not told yet."""
    if session.scalar(_enabled().limit(1)) is None:
        return False
    behind = select(EventFeed.id).where(EventFeed.last > EventFeed.spread)
    return events.is_new(session) or session.scalar(behind) is not None


def spread(session: Session, now: datetime, keep: timedelta) -> None:
    """Write deliveries of all that is new, in the order of the feed, and wake the endpoints."""
    feed = events.place(session, now, keep)
    endpoints = list(session.scalars(_enabled()))
    woken: set[str] = set()
    while endpoints and feed.spread < feed.last:
        query = select(Event.id, Event.kind, Event.position).where(Event.position > feed.spread)
        rows = session.execute(query.order_by(Event.position).limit(AT_ONCE)).all()
        told = [
            {"endpoint_id": one.id, "event_id": event_id}
            for event_id, kind, _ in rows
            for one in endpoints
            if not one.kinds or kind in one.kinds
        ]
        if told:
            session.execute(insert(WebhookDelivery), told)
        woken |= {str(one["endpoint_id"]) for one in told}
        feed.spread = rows[-1].position if rows else feed.last
    feed.spread = feed.last
    for endpoint_id in sorted(woken):
        news_queue.wake(session, endpoint_id, now, WebhookQueue)
    session.flush()


def _enabled() -> Select[WebhookEndpoint]:
    return select(WebhookEndpoint).where(WebhookEndpoint.disabled_at.is_(None))
