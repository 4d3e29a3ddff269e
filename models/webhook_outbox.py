"""A notifier's work on the queue of an endpoint: what is to be sent next, and what became of it.

Imports nothing of ours but the tables of webhooks, their verbs and secrets, queues and errors. As with news for customers an
attempt is noted before it is made, and one that did not end is made again and counted. What fails keeps back what is
behind it, so that an endpoint is told in order; what is given up does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from models import news_queue, webhook_secrets, webhooks
from models.outbox import Outcome
from models.webhook_tables import WebhookDelivery, WebhookEndpoint, WebhookQueue

EXPIRES = timedelta(days=3)
"""So old, an event is not sent any more; the feed has it longer"""
PATIENCE = timedelta(days=3)
"""An endpoint that failed for so long is disabled"""


@dataclass(frozen=True)
class Posting:
    """What is sent, whatever becomes of the store meanwhile."""

    id: int
    event_id: str
    kind: str
    at: datetime
    data: Mapping[str, Any]
    endpoint_id: str
    url: str
    sealed: tuple[str, ...] = field(repr=False)
    """Secrets that sign, newest first"""
    attempts: int
    """Failed ones before this"""


def next_due(session: Session, endpoint_id: str, by: str, now: datetime) -> Posting | None:
    """Return what is to be sent next to an endpoint, and note that it is tried; None if there is nothing now."""
    if not news_queue.held(session, endpoint_id, by, now, WebhookQueue):
        return None
    endpoint = session.get(WebhookEndpoint, endpoint_id)
    if endpoint is None or endpoint.disabled_at is not None:
        return None
    while head := session.scalar(_waiting(endpoint_id)):
        if head.event.at + EXPIRES <= now:
            head.outcome, head.ended_at = Outcome.EXPIRED.value, now
            session.flush()
            continue
        if head.not_before and head.not_before > now:
            return None
        head.repeats += 1 if head.taken_by else 0
        head.taken_by = by
        return _posting(session, endpoint, head, now)
    return None


def delivered(session: Session, delivery_id: int, now: datetime) -> None:
    """Note that it arrived."""
    one = session.get(WebhookDelivery, delivery_id)
    if one is None:  # its endpoint was removed, or its event is too old to be kept
        return
    one.ended_at, one.outcome, one.error = now, Outcome.DELIVERED.value, None
    session.get_one(WebhookEndpoint, one.endpoint_id).failing_since = None


@dataclass(frozen=True)
class Failure:
    """How an attempt failed."""

    error: str
    again_at: datetime | None
    """Without a time for the next it is a dead letter"""
    doubtful: bool
    """Whether it may have arrived all the same"""
    gone: bool
    """Whether the receiver said that it is there no more"""


def failed(session: Session, delivery_id: int, failure: Failure, now: datetime) -> None:
    """Note that an attempt failed; an endpoint that is gone, or has failed for long, is disabled."""
    one = session.get(WebhookDelivery, delivery_id)
    if one is None:
        return
    one.attempts, one.error = one.attempts + 1, failure.error[:200]
    one.not_before = failure.again_at
    one.taken_by = one.taken_by if failure.doubtful else None
    if failure.again_at is None:
        one.outcome, one.ended_at = Outcome.DEAD.value, now
    endpoint = session.get_one(WebhookEndpoint, one.endpoint_id)
    endpoint.failing_since = endpoint.failing_since or now
    if failure.gone:
        webhooks.disable(session, endpoint, "it answered 410: gone", now)
    elif now - endpoint.failing_since >= PATIENCE:
        webhooks.disable(
            session, endpoint, f"failing since {endpoint.failing_since:%F %R} UTC", now
        )


def put_off(session: Session, delivery_id: int, until: datetime) -> None:
    """Note that it was not sent."""
    one = session.get(WebhookDelivery, delivery_id)
    if one is not None:
        one.taken_by, one.not_before = None, until


def release(session: Session, endpoint_id: str, by: str, now: datetime) -> None:
    """Give a queue back until its next delivery is due, if it is claimed still."""
    if not news_queue.held(session, endpoint_id, by, now, WebhookQueue):
        return
    head = session.scalar(_waiting(endpoint_id))
    due_at = (head.not_before or now) if head else None
    news_queue.release(session, endpoint_id, due_at, WebhookQueue)


def dead(session: Session, endpoint_id: str, limit: int = 50) -> list[WebhookDelivery]:
    """Return an endpoint's dead letters, newest first; raises `UnknownWebhook`."""
    webhooks.get(session, endpoint_id)
    query = select(WebhookDelivery).options(joinedload(WebhookDelivery.event))
    ours = WebhookDelivery.endpoint_id == endpoint_id
    lost = WebhookDelivery.outcome == Outcome.DEAD.value
    return list(
        session.scalars(query.where(ours, lost).order_by(WebhookDelivery.id.desc()).limit(limit))
    )


def retry(session: Session, endpoint_id: str, now: datetime, keep: timedelta) -> int:
    """Enable an endpoint again and let its dead letters be sent, oldest first; how many. Raises `UnknownWebhook`."""
    endpoint = webhooks.get(session, endpoint_id)
    webhooks.enable(session, endpoint, now, keep)
    letters = [one for one in dead(session, endpoint_id, 10_000) if one.event.at + EXPIRES > now]
    for one in letters:
        one.outcome, one.ended_at, one.attempts = None, None, 0
        one.not_before, one.taken_by = None, None
    session.flush()
    news_queue.wake(session, endpoint_id, now, WebhookQueue)
    return len(letters)


def counts(session: Session, endpoint_id: str) -> Mapping[str, int]:
    """Return how many deliveries ended how, how many wait, and how often some was sent again in doubt."""
    ours = WebhookDelivery.endpoint_id == endpoint_id
    query = select(WebhookDelivery.outcome, func.count()).where(ours)
    found = {outcome: int(many) for outcome, many in
             session.execute(query.group_by(WebhookDelivery.outcome))}  # fmt: skip
    repeats = session.scalar(select(func.sum(WebhookDelivery.repeats)).where(ours))
    ended = (Outcome.DELIVERED, Outcome.EXPIRED, Outcome.DEAD)
    named = {outcome.value: found.get(outcome.value, 0) for outcome in ended}
    return {"waiting": found.get(None, 0), **named, "repeated": int(repeats or 0)}


def _waiting(endpoint_id: str) -> Select[WebhookDelivery]:
    ours = (WebhookDelivery.endpoint_id == endpoint_id, WebhookDelivery.outcome.is_(None))
    query = select(WebhookDelivery).where(*ours).order_by(WebhookDelivery.id).limit(1)
    return query.options(joinedload(WebhookDelivery.event))


def _posting(
    session: Session, endpoint: WebhookEndpoint, one: WebhookDelivery, now: datetime
) -> Posting:
    return Posting(
        id=one.id,
        event_id=one.event.event_id,
        kind=one.event.kind,
        at=one.event.at,
        data=one.event.data,
        endpoint_id=endpoint.id,
        url=endpoint.url,
        sealed=webhook_secrets.sealed(session, webhooks.holder(endpoint.id), now),
        attempts=one.attempts,
    )
