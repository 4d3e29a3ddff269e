"""What a counter says to the shop and what it hears back: the same in one program and over the wire. May import `skills`.

A turn names the turns before it in its visit, whose answers are in the store: so any worker on any machine knows where the
talk is, and a turn that is sent again means the same again.
"""

from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from skills.meaning import Meaning

Json = dict[str, Any]
LONGEST = 400
"""Characters of what was said at once"""
REMEMBERED = 4
"""Turns that a turn names: if answers got lost on the way, an older one is kept still"""
_NOT_SENT = {"owner", "request", "response"}

TurnId = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$")]


class Guess(BaseModel):
    """What an ear may have heard."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: str = Field(max_length=LONGEST)
    confidence: float = Field(default=1.0, ge=0, le=1)


class Said(BaseModel):
    """One turn of a person at a counter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    turn: TurnId
    """Made by the counter, once; it is sent with it again"""
    heard: tuple[Guess, ...] | None = Field(default=None, min_length=1, max_length=20)
    """What was heard, the best first; None where somebody came and said nothing yet"""
    typed: bool = False
    """By hand, so that typing mistakes are to be forgiven"""
    after: tuple[TurnId, ...] = Field(default=(), max_length=REMEMBERED)
    """The turns of this visit before, newest first; none where it begins"""
    question: str = Field(default="", max_length=40)
    """The question that the person was asked last, as far as the counter knows"""


@dataclass(frozen=True)
class Reply:
    """One turn at the counter, from what was said to what is answered."""

    words: str
    meaning: Meaning | None
    """None where it was not understood, or nothing was said"""
    intent: str
    speech: str
    """The answer in plain words"""
    ssml: str
    """The same with markup"""
    question: str
    """What is asked now, whose answers are to be listened for"""
    ended: bool
    """Whether the visit is over"""
    category: str = ""
    """The category of products that was talked about last"""
    owner: str = ""
    """Whose cart it is, and the request and response: only where the shop is in this program"""
    request: Json = field(default_factory=dict)
    response: Json = field(default_factory=dict)

    def slots(self) -> dict[str, str]:
        """The words of each slot that was understood."""
        return self.meaning.words() if self.meaning else {}

    def wire(self) -> bytes:
        """As JSON for a counter."""
        return _REPLY.dump_json(self, exclude=_NOT_SENT)

    @staticmethod
    def read(text: bytes) -> "Reply":
        """Read what `wire` wrote; ValueError if it is something else."""
        return _REPLY.validate_json(text)


_REPLY = TypeAdapter(Reply)


class Shop(Protocol):
    """The shop as a counter sees it, near or far."""

    def answer(self, said: Said) -> Reply:
        """Answer a turn."""
