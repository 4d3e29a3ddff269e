"""The one question an owner has been asked and has still to answer. Imports nothing of ours but the store."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base

ANSWER_WITHIN = timedelta(minutes=5)


class PendingQuestion(Base):
    """A question waiting for a yes or no."""

    __tablename__ = "pending_question"

    owner: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    data: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]


@dataclass(frozen=True)
class Pending:
    """What a yes or no is about."""

    kind: str
    """`checkout`, `cancel_order`, `quantity` and the like"""
    data: dict[str, Any]
    """What the verb needs that a yes sets off"""
    asked_at: datetime


# Plain statements: many turns run them, and the mapper takes several times as long.
_QUESTION: Any = PendingQuestion.__table__
_OWN = _QUESTION.c.owner == bindparam("who")
_OPEN = select(_QUESTION.c.kind, _QUESTION.c.data, _QUESTION.c.asked_at).where(_OWN)
_ASKED = insert(_QUESTION)
_INSTEAD = update(_QUESTION).where(_OWN)
_CLOSED = delete(_QUESTION).where(_OWN)


def ask(session: Session, owner: str, kind: str, data: dict[str, Any], now: datetime) -> None:
    """Note a question; it takes the place of one still open."""
    connection, asked = session.connection(), {"kind": kind, "data": data, "asked_at": now}
    if not connection.execute(_INSTEAD, {"who": owner, **asked}).rowcount:
        connection.execute(_ASKED, {"owner": owner, **asked})


def peek(session: Session, owner: str, now: datetime) -> Pending | None:
    """Return the open question and leave it open; None if there is none or it is too old."""
    question = session.connection().execute(_OPEN, {"who": owner}).one_or_none()
    if question is None or now - question.asked_at > ANSWER_WITHIN:
        return None
    return Pending(question.kind, question.data, question.asked_at)


def drop(session: Session, owner: str) -> None:
    """Close the open question, if there is one."""
    session.connection().execute(_CLOSED, {"who": owner})
