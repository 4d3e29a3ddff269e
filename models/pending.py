"""The one question an owner has been asked and has still to answer. Imports nothing of ours but the store and upsert."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.upsert import upsert

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
_ASKED = cache(lambda dialect: upsert(dialect, _QUESTION, "owner", ("kind", "data", "asked_at")))
_CLOSED = delete(_QUESTION).where(_OWN)


def ask(session: Session, owner: str, kind: str, data: dict[str, Any], now: datetime) -> None:
    """Note a question; it takes the place of one still open."""
    connection = session.connection()
    asked = {"owner": owner, "kind": kind, "data": data, "asked_at": now}
    connection.execute(_ASKED(connection.dialect.name), asked)


def peek(session: Session, owner: str, now: datetime) -> Pending | None:
    """Return the open question and leave it open; None if there is none or it is too old."""
    question = session.connection().execute(_OPEN, {"who": owner}).one_or_none()
    if question is None or now - question.asked_at > ANSWER_WITHIN:
        return None
    return Pending(question.kind, question.data, question.asked_at)


def drop(session: Session, owner: str) -> None:
    """Close the open question, if there is one."""
    session.connection().execute(_CLOSED, {"who": owner})
