"""What a channel needs to tell news, read from the store before it is sent.

Imports nothing of ours but news, consent, contacts, channels, what notices tell, the shelf and translations.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models import consent, contacts, notices, shelf
from models.channels import MESSAGES, Channel, Purpose
from models.fulfilment import Fulfilment, OrderStatus
from models.news import News
from models.translations import translations


@dataclass(frozen=True)
class Delivery:
    """What a channel needs to tell it, whatever becomes of the store meanwhile."""

    id: int
    event_id: str
    channel: Channel
    user: str
    """The owner without the name of the door"""
    address: str
    """Where messages go; empty on other channels"""
    locale: str
    status: OrderStatus | None
    """Of the order it tells of, as the next two; None for a notice"""
    fulfilment: Fulfilment | None
    number: int | None
    seller: str
    happened_at: datetime
    promised_at: datetime | None
    expires_at: datetime
    attempts: int
    """Failed ones before this"""
    notice: str = ""
    """The kind of notice, if it is one"""
    names: tuple[str, ...] = ()
    """Of the goods that a notice is about, in the language of the locale"""


def delivery(session: Session, owner: str, one: News) -> Delivery:
    """Return what is to be sent to a customer."""
    channel, order = Channel(one.channel), one.order
    contact = contacts.proven(session, owner, channel) if channel in MESSAGES else None
    agreed = consent.find(session, owner, channel, Purpose(one.purpose))
    locale = agreed.locale if agreed else ""
    texts = translations(session, locale.partition("-")[0])
    return Delivery(
        id=one.id,
        event_id=one.event_id,
        channel=channel,
        user=owner.partition(":")[2],
        address=contact.address if contact else "",
        locale=locale,
        status=OrderStatus(one.kind) if order else None,
        fulfilment=order.fulfilment if order else None,
        number=order.number if order else None,
        seller=order.seller if order else texts.text(shelf.shop(session).name),
        happened_at=one.created_at,
        promised_at=order.promised_at if order else None,
        expires_at=one.expires_at,
        attempts=one.attempts,
        notice="" if order else one.kind,
        names=() if order else tuple(map(texts.text, notices.names(session, one))),
    )
