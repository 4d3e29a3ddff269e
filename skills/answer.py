"""What a handler answers: phrases by key with their facts, no words yet. Imports nothing of ours but money.

Every answer either asks a question, which keeps the microphone open, or ends the session.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from models.money import Money as Money


@dataclass(frozen=True)
class Option:
    """A choice made for an item, perhaps in an amount ("little")."""

    name: str
    amount: str | None = None


@dataclass(frozen=True)
class Item:
    """So many of a product, with options said before and behind its name."""

    name: str
    quantity: int = 1
    before: tuple[Option, ...] = ()
    after: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Say:
    """One phrase of the wording, by key, with what it is about."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


def say(key: str, **facts: object) -> Say:
    """Name a phrase."""
    return Say(key, facts)


NOTHING = 0
"""No cart line has this id"""


@dataclass(frozen=True)
class Focus:
    """What the talk is about now. It goes to the client and back as session attributes: no price in it, and no right."""

    question: str = ""
    """What was asked, by its name in the table of rules (`handlers/rules.py`); empty for nothing in particular"""
    asked_by: str = ""
    """The request that asked for a yes"""
    line: int | None = None
    """The cart line last spoken of; `NOTHING` if what was spoken of last is in no cart"""
    group: str = ""
    """The option group asked for, or the slot whose product is, or what a guiding question is about"""
    then: str = ""
    """The intent that waits for the answer, or the list being read"""
    number: int | None = None
    """The order number said before"""
    product: str = ""
    """The product last spoken of"""
    category: str = ""
    offset: int = 0
    """Where the list being read goes on"""
    waiting: Mapping[str, Any] = field(default_factory=dict)
    """The wish that a question interrupted: its slots, what was offered; or words that are searched for"""
    added: int = 0
    """How many pieces the last answer put into the line last spoken of; 0 if it put none"""
    listed: Mapping[str, Any] = field(default_factory=dict)
    """What was listed last: the product that each way to refer to it means"""
    misses: int = 0
    """Misunderstandings in a row"""
    slow: bool = False
    """Whether this talk is to be spoken slowly"""
    likes: Mapping[str, str] | None = None
    """What a known customer likes, by option group; None if that was not looked up in this talk"""
    viewed: Sequence[str] = field(default_factory=list)
    """Products that were asked about in this talk, the last one first"""
    last: str = ""
    """The request of this talk that was answered last"""
    offered: str = ""
    """What was offered unasked in this talk: nothing else is"""

    @classmethod
    def read(cls, attributes: Mapping[str, Any] | None) -> Self:
        """Read session attributes; whatever is not of the right name, type and size is left out."""
        known = {name: type(value) for name, value in vars(cls()).items()}
        known |= {"line": int, "number": int, "likes": dict}
        given = (attributes or {}).items()
        kept = {k: v for k, v in given if k in known and isinstance(v, known[k]) and _short(v)}
        for name in kept.keys() & {"likes", "viewed"}:
            values = kept[name].values() if name == "likes" else kept[name]
            if not all(isinstance(one, str) for one in values):
                del kept[name]
        return cls(**kept)

    def after(self, before: "Focus", request_id: str) -> "Focus":
        """The same, with what a talk keeps from turn to turn, as the focus of the request's answer."""
        return replace(
            self,
            slow=self.slow or before.slow,
            likes=before.likes if self.likes is None else self.likes,
            viewed=self.viewed or before.viewed,
            listed=self.listed or before.listed,
            last=request_id,
            offered=self.offered or before.offered,
        )

    def attributes(self) -> dict[str, Any]:
        """What differs from an empty focus."""
        empty = vars(type(self)())
        return {k: v for k, v in vars(self).items() if v != empty[k]}


def _short(value: object) -> bool:
    """Whether it is of a size that a focus of ours has, and a number one that a database can hold."""
    return abs(value) < 2**31 if isinstance(value, int) else len(json.dumps(value)) <= 1000


@dataclass(frozen=True)
class Screen:
    """What a screen shows beside the words: one of the documents in `screens/`, with a title, rows and a last line."""

    document: str
    title: Say
    rows: tuple[tuple[Say, Say | None], ...]
    """What stands left, and what right"""
    total: Say | None = None


@dataclass(frozen=True)
class Answer:
    """Phrases to say; then a question with a focus, or the end of the session."""

    says: tuple[Say, ...]
    asks: Say | None = None
    focus: Focus = field(default_factory=Focus)
    card: tuple[Say, Say] | None = None
    """Title and text for a screen"""
    again: tuple[str, str] | None = None
    """Speech and reprompt already worded, for what is said again; behind `says`"""
    screen: Screen | None = None
    permissions: tuple[str, ...] = ()
    """What a card in the Alexa app asks to be allowed, by scope"""
    account: str = ""
    """Whose visit it is from now on, where it was nobody's"""


def tell(
    *says: Say,
    card: tuple[Say, Say] | None = None,
    screen: Screen | None = None,
    permissions: tuple[str, ...] = (),
) -> Answer:
    """Say it and end the session."""
    return Answer(says, card=card, screen=screen, permissions=permissions)


def ask(*says: Say, focus: Focus) -> Answer:
    """Say it; the last phrase is the question."""
    return Answer(says[:-1], says[-1], focus)
