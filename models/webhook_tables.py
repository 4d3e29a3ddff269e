"""Tables of webhooks: where events are sent, what of them, from where messages come, and the secrets that sign both.

Imports nothing of ours but the store, events and queues.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.events import Event
from models.news_queue import Queue


class WebhookEndpoint(Base):
    """A receiver of events."""

    __tablename__ = "webhook_endpoint"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    url: Mapped[str]
    kinds: Mapped[list[str]]
    """What it is told of; everything if there are none"""
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    failing_since: Mapped[datetime | None]
    """When it failed first after it took something; None while it takes what it gets"""
    disabled_at: Mapped[datetime | None]
    """From when it is sent nothing"""
    disabled_why: Mapped[str | None]


class WebhookSecret(Base):
    """A secret of an endpoint or a source; while one is exchanged for the next, there are two."""

    __tablename__ = "webhook_secret"

    id: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(index=True)
    sealed: Mapped[str]
    """Encrypted; the key is not in the store"""
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    """From when it signs nothing more"""


class WebhookQueue(Queue, Base):
    """One endpoint's queue."""

    __tablename__ = "webhook_queue"
    __table_args__ = (Index(None, "due_at"),)

    owner: Mapped[str] = mapped_column("endpoint_id", primary_key=True)


class WebhookDelivery(Base):
    """One event for one endpoint; it is forgotten with the event."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (Index(None, "endpoint_id", "outcome", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    endpoint_id: Mapped[str] = mapped_column(ForeignKey("webhook_endpoint.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    taken_by: Mapped[str | None]
    """Who tries, or tried and did not see how it ended"""
    attempts: Mapped[int] = mapped_column(default=0)
    """How often it failed"""
    repeats: Mapped[int] = mapped_column(default=0)
    """How often it was sent again without knowing whether it had arrived"""
    not_before: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))
    """How it ended; None as long as it has not"""
    ended_at: Mapped[datetime | None]
    error: Mapped[str | None]
    event: Mapped[Event] = relationship()


class WebhookSource(Base):
    """Somebody from whom messages are taken."""

    __tablename__ = "webhook_source"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    scopes: Mapped[list[str]]
    made_at: Mapped[datetime]


class WebhookReceipt(Base):
    """A message that was taken, and what was answered."""

    __tablename__ = "webhook_receipt"

    source: Mapped[str] = mapped_column(String(32), primary_key=True)
    message_id: Mapped[str] = mapped_column(String(256), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of its body, hexadecimal"""
    answer: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
