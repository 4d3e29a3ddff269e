"""Addresses that customers want messages at: only such as were found to be addresses. Imports nothing of ours but the store,
channels and errors.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.channels import MESSAGES, Channel
from models.news_errors import ContactInvalid

_CHAT = re.compile(r"-?[0-9]{1,19}")


class Contact(Base):
    """Where one owner gets messages of one channel."""

    __tablename__ = "contact"

    owner: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    address: Mapped[str]
    """As the field's standard writes it"""
    noted_at: Mapped[datetime]
    noted_by: Mapped[str | None]
    """Who of the staff, or which system, put it on file"""
    proven_at: Mapped[datetime | None]
    """When it was found to be the owner's; nothing but a code goes there before"""


def note(
    session: Session,
    owner: str,
    channel: Channel,
    address: str,
    now: datetime,
    by: str | None = None,
    *,
    proven: bool,
) -> Contact:
    """Put an address on file, in the place of what was there; raises `ContactInvalid`.

    What was proven stays so, as long as it is the same address.
    """
    checked = check(channel, address)
    before = find(session, owner, channel)
    known = before.proven_at if before and before.address == checked else None
    made = Contact(owner=owner, channel=channel, address=checked, noted_at=now, noted_by=by)
    made.proven_at = known or (now if proven else None)
    contact = session.merge(made)
    session.flush()
    return contact


def find(session: Session, owner: str, channel: Channel) -> Contact | None:
    """Return the address on file."""
    return session.get(Contact, (owner, channel.value))


def proven(session: Session, owner: str, channel: Channel) -> Contact | None:
    """Return the address on file, if it is known to be the owner's."""
    contact = find(session, owner, channel)
    return contact if contact and contact.proven_at else None


def channels(session: Session, owner: str) -> list[Channel]:
    """Return the channels for which an owner has a proven address, in our order."""
    return [Channel(one.channel) for one in on_file(session, owner) if one.proven_at]


def on_file(session: Session, owner: str) -> list[Contact]:
    """Return all that an owner has, in our order of channels."""
    found = session.scalars(select(Contact).where(Contact.owner == owner))
    return sorted(found, key=lambda one: MESSAGES.index(Channel(one.channel)))


def check(channel: Channel, address: str) -> str:
    """Return an address as its standard writes it; raises `ContactInvalid` with what would be right."""
    if channel not in _CHECKS:
        raise ContactInvalid(channel.value, address, f"one of {', '.join(MESSAGES)} has addresses")
    checked, wanted = _CHECKS[channel]
    found = checked(address.strip()) if len(address) <= 254 else None
    if found is None:
        raise ContactInvalid(channel.value, address, wanted)
    return found


def _mail(text: str) -> str | None:
    """RFC 5321, without looking its host up."""
    try:
        return str(validate_email(text, check_deliverability=False).normalized)
    except EmailNotValidError:
        return None


def _phone(text: str) -> str | None:
    """E.164."""
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _chat(text: str) -> str | None:
    """A chat's number."""
    return text if _CHAT.fullmatch(text) else None


_CHECKS: Mapping[Channel, tuple[Callable[[str], str | None], str]] = {
    Channel.MAIL: (_mail, "give it as name@host"),
    Channel.SMS: (_phone, "give it with its country, as +12025550123"),
    Channel.WHATSAPP: (_phone, "give it with its country, as +12025550123"),
    Channel.TELEGRAM: (_chat, "give the number of the chat"),
}
