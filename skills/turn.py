"""What a handler is given: who speaks, when, what was said, and the store's open transaction.

May import `models` (types), `skills.answer` and `skills.slots`.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from skills.answer import Focus
from skills.slots import Slots


@dataclass(frozen=True)
class Turn:
    """One request of one customer."""

    session: Session
    owner: str
    known: bool
    """The owner is a person's account; a visit at the counter is anybody"""
    now: datetime
    request_id: str
    intent: str
    slots: Slots
    focus: Focus
