"""Each turn runs once: a request that comes again gets the answer it got. Imports nothing of ours but the store."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, bindparam, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.errors import RequestIdReused

KEEP = timedelta(hours=1)
"""Alexa gives up after 150 s, but delivers skill events again for up to an hour"""
SWEPT = "0"
"""Turns whose digest begins so, one in sixteen, also throw old ones out"""


class Turn(Base):
    """A request that was answered."""

    __tablename__ = "turn"
    __table_args__ = (Index(None, "owner", "at"),)

    request_id: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    digest: Mapped[str]
    """SHA-256 of the request's body, hexadecimal"""
    response: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


# Turns run these; as plain statements they cost half of what the mapper takes, and made once half of that.
_TURN: Any = Turn.__table__
_FOUND = select(_TURN.c.digest, _TURN.c.response).where(_TURN.c.request_id == bindparam("id"))
_KEPT = insert(_TURN)
_OLD_GONE = delete(_TURN).where(_TURN.c.at < bindparam("oldest"))
_GIVEN = select(_TURN.c.response).where(
    _TURN.c.request_id == bindparam("id"), _TURN.c.owner == bindparam("owner")
)


def answered(session: Session, request_id: str, digest: str) -> str | None:
    """Return the answer the request already got, or None if it is new.

    Raises `RequestIdReused` if the id came with another body.
    """
    turn = session.connection().execute(_FOUND, {"id": request_id}).one_or_none()
    if turn is not None and turn.digest != digest:
        raise RequestIdReused(request_id)
    return turn.response if turn else None


def keep(
    session: Session, request_id: str, owner: str, digest: str, response: str, now: datetime
) -> None:
    """Keep the answer of a request, in the transaction that did what it asked for.

    Raises `IntegrityError` if another worker answered the same request meanwhile: all that this transaction did is then
    to be given up, and the other's answer is the one.
    """
    turn = {"request_id": request_id, "owner": owner, "digest": digest, "response": response}
    connection = session.connection()
    connection.execute(_KEPT, turn | {"at": now})
    if digest.startswith(SWEPT):
        connection.execute(_OLD_GONE, {"oldest": now - KEEP})


def newest(session: Session, request_ids: Sequence[str]) -> Turn | None:
    """Return the first of these requests, given newest first, whose answer is kept still."""
    kept = {
        t.request_id: t
        for t in session.scalars(select(Turn).where(Turn.request_id.in_(request_ids)))
    }
    return next((kept[one] for one in request_ids if one in kept), None)


def response_to(session: Session, owner: str, request_id: str) -> str | None:
    """Return the answer that the owner got to a request, if it is kept still."""
    given = session.connection().execute(_GIVEN, {"id": request_id, "owner": owner})
    return given.scalar_one_or_none()
