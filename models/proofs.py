"""Proof that an address is its owner's: a code goes there through the notifier, and the owner says it back at a door.

Imports nothing of ours but the store, contacts, guesses, the queue, tallies, channels and errors. The code is drawn when
it is sent, and only a slow digest of it is kept: six digits are soon tried, and it is good for a quarter of an hour. An
owner has one code at a time, the newest, so that the wrong guesses counted of an owner are guesses at that one.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import contacts, guesses, news_queue, tallies
from models.base import Base
from models.channels import Channel
from models.news_errors import CodeTooOld, CodeWrong, NoCodeAwaited, TooManyCodes

LIFE = timedelta(minutes=15)
"""From when it was asked for, however late it was sent"""
ASKED, MOST, WITHIN = "proof_asked", 5, timedelta(hours=1)
"""How often a code is sent to one owner"""


@dataclass(frozen=True)
class Code:
    """A code, and what makes its digest unlike that of another the same."""

    text: str = field(repr=False)
    """Six digits, the first not 0, which gets lost where it is read as a number"""
    salt: str = field(repr=False)

    @classmethod
    def draw(cls) -> "Code":
        """Draw one at random."""
        return cls(str(100_000 + secrets.randbelow(900_000)), secrets.token_hex(16))

    @property
    def digest(self) -> str:
        """What is kept of it; takes some hundredths of a second."""
        salt = bytes.fromhex(self.salt)
        said = self.text.encode(errors="surrogateescape")  # a shell passes on whatever bytes
        return hashlib.scrypt(said, salt=salt, n=2**14, r=8, p=1, dklen=32).hex()


class Proof(Base):
    """A code that was asked for."""

    __tablename__ = "contact_proof"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str] = mapped_column(String(16))
    locale: Mapped[str] = mapped_column(String(16))
    seller: Mapped[str]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    salt: Mapped[str | None] = mapped_column(String(32))
    digest: Mapped[str | None] = mapped_column(String(64))
    """Of the code that was sent last; None as long as none was"""
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None]
    """When it is tried again"""
    ended: Mapped[bool] = mapped_column(default=False)
    """Whether nothing is to be sent any more: it arrived, or never will"""


@dataclass(frozen=True)
class CodeDelivery:
    """What a channel needs to send a code."""

    id: int
    event_id: str
    channel: Channel
    address: str
    locale: str
    seller: str
    code: str = field(repr=False)
    attempts: int
    """Failed ones before this"""


def ask(
    session: Session, owner: str, channel: Channel, locale: str, seller: str, now: datetime
) -> Proof:
    """Have a code sent to the address on file, in the place of one asked for before; raises `TooManyCodes`."""
    if tallies.add(session, ASKED, owner, 1, now, WITHIN).count > MOST:
        raise TooManyCodes(owner, MOST, WITHIN // timedelta(minutes=1))
    news_queue.wake(session, owner, now)  # first, as a notifier locks the queue before the code
    session.execute(delete(Proof).where(Proof.owner == owner))
    guesses.forgive(session, guesses.CODE, owner)
    about = {"channel": channel.value, "locale": locale, "seller": seller}
    proof = Proof(owner=owner, asked_at=now, expires_at=now + LIFE, **about)
    session.add(proof)
    session.flush()
    return proof


def offer(session: Session, owner: str, locale: str, seller: str, now: datetime) -> Channel | None:
    """Have a code sent to the first address that is not proven, and return its channel.

    None if all are proven, or if codes were sent too often.
    """
    on_file = contacts.on_file(session, owner)
    unproven = next((Channel(one.channel) for one in on_file if not one.proven_at), None)
    if unproven:
        try:
            ask(session, owner, unproven, locale, seller, now)
        except TooManyCodes:
            return None
    return unproven


def drop(session: Session, owner: str, channel: Channel) -> None:
    """Wait no more for a code that went to a channel."""
    session.execute(delete(Proof).where(Proof.owner == owner, Proof.channel == channel.value))


def prove(
    session: Session, owner: str, code: str, now: datetime, channel: Channel | None = None
) -> Channel:
    """Take a code that was said back for the proof of its address; returns the channel.

    Raises `NoCodeAwaited`, `CodeTooOld`, `CodeWrong`, or `TooManyGuesses` whatever was said.
    """
    tries = guesses.check(session, guesses.CODE, owner, now)
    proof = find(session, owner)
    if proof is None or not (proof.salt and proof.digest) or channel not in (None, proof.channel):
        raise NoCodeAwaited
    if proof.expires_at <= now:
        raise CodeTooOld(LIFE // timedelta(minutes=1))
    contact = contacts.find(session, owner, Channel(proof.channel))
    if not hmac.compare_digest(Code(code, proof.salt).digest, proof.digest) or contact is None:
        raise CodeWrong(tries - 1)
    contact.proven_at = now
    session.delete(proof)
    session.flush()
    return Channel(proof.channel)


def is_awaited(session: Session, owner: str, now: datetime) -> bool:
    """Whether the owner was sent a code that may be said still."""
    proof = find(session, owner)
    return proof is not None and proof.digest is not None and proof.expires_at > now


def find(session: Session, owner: str) -> Proof | None:
    """Return the code that an owner was sent last, or will be."""
    return session.scalar(select(Proof).where(Proof.owner == owner))
