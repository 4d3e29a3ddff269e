"""Each turn runs once: a request that comes again gets the answer it got. Imports nothing of ours but the store."""

from datetime import datetime, timedelta

from sqlalchemy import Index, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.errors import RequestIdReused

KEEP = timedelta(hours=1)
"""Alexa gives up after 150 s, but delivers skill events again for up to an hour"""


class Turn(Base):
    """A request that was answered."""

    __tablename__ = "turn"
    __table_args__ = (Index(None, "owner", "at"),)

    request_id: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    digest: Mapped[str]
    """Of the request's body"""
    response: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(index=True)


def claim(
    session: Session, request_id: str, digest: str, now: datetime, owner: str = ""
) -> str | None:
    """Return None if the request is new and now ours, or the answer it already got.

    Raises `RequestIdReused` if the id came with another body. What is claimed here is seen by
    others once this transaction is committed, answer and all.
    """
    session.execute(delete(Turn).where(Turn.at < now - KEEP))
    try:
        with session.begin_nested():
            session.add(Turn(request_id=request_id, owner=owner, digest=digest, at=now))
    except IntegrityError:
        turn = session.get_one(Turn, request_id)
    else:
        return None
    if turn.digest != digest:
        raise RequestIdReused(request_id)
    return turn.response


def finish(session: Session, request_id: str, response: str) -> None:
    """Keep the answer of a claimed request."""
    session.get_one(Turn, request_id).response = response
    session.flush()


def last_response(session: Session, owner: str) -> str | None:
    """Return the answer the owner got last, if it was not long ago."""
    answered = select(Turn.response).where(Turn.owner == owner, Turn.response.is_not(None))
    return session.scalar(answered.order_by(Turn.at.desc()).limit(1))
