"""Secrets of webhooks: made as Standard Webhooks has them, sealed, exchanged without a gap.

Imports nothing of ours but the tables of webhooks, sealing and errors.
"""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from models.sealing import Seal
from models.webhook_errors import WebhookSecretInvalid
from models.webhook_tables import WebhookSecret

PREFIX = "whsec_"
SIZE, SHORTEST, LONGEST = 32, 24, 64
"""Bytes: of ours, and what the specification allows"""


def make(random: Callable[[int], bytes]) -> str:
    """Make a secret; `random` gives so many random bytes."""
    return PREFIX + base64.b64encode(random(SIZE)).decode()


def checked(text: str) -> str:
    """Return a secret that somebody else made; raises `WebhookSecretInvalid`."""
    try:
        size = len(base64.b64decode(text.removeprefix(PREFIX), validate=True))
    except (binascii.Error, ValueError):
        size = 0
    if not text.startswith(PREFIX) or not SHORTEST <= size <= LONGEST:
        raise WebhookSecretInvalid
    return text


def keep(
    session: Session,
    holder: str,
    secret: str,
    seal: Seal,
    now: datetime,
    overlap: timedelta = timedelta(0),
) -> None:
    """Keep the next secret of an endpoint or a source; those before it end after `overlap`."""
    for one in _valid(session, holder, now):
        one.ends_at = min(one.ends_at or now + overlap, now + overlap)
    session.add(WebhookSecret(holder=holder, sealed=seal.close(secret), made_at=now))
    session.execute(
        delete(WebhookSecret).where(WebhookSecret.holder == holder, WebhookSecret.ends_at <= now)
    )
    session.flush()


def sealed(session: Session, holder: str, now: datetime) -> tuple[str, ...]:
    """Return the valid secrets, newest first, sealed."""
    return tuple(one.sealed for one in _valid(session, holder, now))


def forget(session: Session, holder: str) -> None:
    """Throw all of them away."""
    session.execute(delete(WebhookSecret).where(WebhookSecret.holder == holder))


def _valid(session: Session, holder: str, now: datetime) -> list[WebhookSecret]:
    lasting = or_(WebhookSecret.ends_at.is_(None), WebhookSecret.ends_at > now)
    query = select(WebhookSecret).where(WebhookSecret.holder == holder, lasting)
    return list(session.scalars(query.order_by(WebhookSecret.id.desc())))
