"""The one question an owner has been asked and has still to answer. Imports nothing of ours but the store."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

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


def ask(session: Session, owner: str, kind: str, data: dict[str, Any], now: datetime) -> None:
    """Note a question; it takes the place of one still open."""
    session.merge(PendingQuestion(owner=owner, kind=kind, data=data, asked_at=now))
    session.flush()


def peek(session: Session, owner: str, now: datetime) -> Pending | None:
    """Return the open question and leave it open; None if there is none or it is too old."""
    question = session.get(PendingQuestion, owner)
    if question is None or now - question.asked_at > ANSWER_WITHIN:
        return None
    return Pending(question.kind, question.data, question.asked_at)


def take(session: Session, owner: str, now: datetime) -> Pending | None:
    """Return the open question and close it, so that one yes counts once."""
    pending = peek(session, owner, now)
    drop(session, owner)
    return pending


def drop(session: Session, owner: str) -> None:
    """Close the open question, if there is one."""
    question = session.get(PendingQuestion, owner)
    if question is not None:
        session.delete(question)
        session.flush()
