"""What a handler is given: who speaks, when, what was said, and the store's open transaction.

May import `models` (types), `skills.answer` and `skills.slots`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from models.branches import Position
from skills.answer import Focus, Say
from skills.slots import Slots


class ReminderRefused(Exception):
    """A reminder could not be set; 401 and 403 mean that the customer has not allowed any."""

    def __init__(self, status: int) -> None:
        super().__init__(f"no reminder was set: status {status}")
        self.status = status

    @property
    def forbidden(self) -> bool:
        """Whether a permission is missing."""
        return self.status in (401, 403)


class Service(Protocol):
    """What the other side of the door does for this customer."""

    def remind(self, seconds: int, text: str, locale: str) -> str:
        """Set a reminder and return the other side's token for it, or raise `ReminderRefused`."""

    def learn_zone(self) -> None:
        """Find out the customer's time zone when the turn is over."""


@dataclass(frozen=True)
class Turn:
    """One request of one customer."""

    session: Session
    owner: str
    known: bool
    """The owner is a person's account; a visit at a counter is anybody until a code says whose it is"""
    now: datetime
    request_id: str
    intent: str
    slots: Slots
    focus: Focus
    locale: str
    worded: Callable[[Say], str]
    """The words of a phrase, where they are kept or sent elsewhere"""
    service: Service | None = None
    """None where there is none"""
    shows: bool = False
    """The device has a screen"""
    position: Position | None = None
    """Where the device is, if it told"""
    can_locate: bool = False
    """Whether it could tell, if it was allowed to"""
    counter: str | None = None
    """Where who speaks stands; None away from any counter"""

    @property
    def by_alexa(self) -> bool:
        """An account speaks that is not at a counter: it can be sent cards, and asked what only Alexa can do."""
        return self.known and self.counter is None
