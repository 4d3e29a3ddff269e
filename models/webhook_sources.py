"""From whom messages are taken, what each may have done, and which were taken already.

Imports nothing of ours but the tables of webhooks, secrets, API keys' scopes, sealing and errors.
"""

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import webhook_secrets
from models.api_keys import Scope
from models.sealing import Seal
from models.webhook_errors import MessageReused, SourceExists, SourceNameInvalid, UnknownSource
from models.webhook_tables import WebhookReceipt, WebhookSource

SCOPES = (Scope.ORDERS_WRITE, Scope.STOCK_WRITE)
"""What a message can ask for"""
KEEP = timedelta(days=14)
"""How long a message is known again: longer than any sender tries"""
SWEPT = "0"
"""Messages whose digest begins so, one in sixteen, also throw old ones out"""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")


def holder(name: str) -> str:
    """Return under which name secrets of a source are kept."""
    return f"source:{name}"


def add(
    session: Session, name: str, scopes: Collection[Scope], secret: str, seal: Seal, now: datetime
) -> WebhookSource:
    """Take messages of somebody; raises `SourceNameInvalid` or `SourceExists`."""
    if not _NAME.fullmatch(name):
        raise SourceNameInvalid(name)
    if session.get(WebhookSource, name) is not None:
        raise SourceExists(name)
    made = WebhookSource(name=name, scopes=sorted(set(scopes)), made_at=now)
    session.add(made)
    session.flush()
    webhook_secrets.keep(session, holder(name), secret, seal, now)
    return made


def get(session: Session, name: str) -> WebhookSource:
    """Return a source; raises `UnknownSource`."""
    found = session.get(WebhookSource, name)
    if found is None:
        names = ", ".join(one.name for one in listing(session))
        raise UnknownSource(name, names or "none")
    return found


def listing(session: Session) -> list[WebhookSource]:
    """Return all sources by name."""
    return list(session.scalars(select(WebhookSource).order_by(WebhookSource.name)))


def remove(session: Session, name: str) -> None:
    """Take no more messages of somebody; what was taken stays known, should the name come back."""
    session.delete(get(session, name))
    webhook_secrets.forget(session, holder(name))
    session.flush()


def sealed(session: Session, name: str, now: datetime) -> tuple[str, ...]:
    """Return the valid secrets of a source, sealed; none if there is no such source."""
    return webhook_secrets.sealed(session, holder(name), now)


def answered(session: Session, source: str, message_id: str, digest: str) -> str | None:
    """Return what a message was answered before, None if it is new; raises `MessageReused` for another body."""
    found = session.get(WebhookReceipt, (source, message_id))
    if found is not None and found.digest != digest:
        raise MessageReused(message_id)
    return found.answer if found else None


def keep(
    session: Session, source: str, message_id: str, digest: str, answer: str, now: datetime
) -> None:
    """Keep what a message was answered, in the transaction that did what it asked for.

    Raises `IntegrityError` if another worker took the same message meanwhile.
    """
    session.add(
        WebhookReceipt(source=source, message_id=message_id, digest=digest, answer=answer, at=now)
    )
    session.flush()
    if digest.startswith(SWEPT):
        session.execute(delete(WebhookReceipt).where(WebhookReceipt.at < now - KEEP))
