"""What the things of the shop are called: each by id and name, and by whatever else is said for it.

Imports nothing of ours but the kinds of option groups.
"""

from dataclasses import dataclass

from models.catalog import Kind, Position


@dataclass(frozen=True)
class Words:
    """Something that can be named, and what it is called."""

    id: str
    name: str
    synonyms: tuple[str, ...]


class ChoiceWords(Words):
    """A choice."""


class BranchWords(Words):
    """A branch."""


class QuestionWords(Words):
    """A question that the shop has an answer to: the answer stands for its name, the ways to ask for its synonyms."""


class CouponWords(Words):
    """A coupon: its name, if that is told, and its codes."""


@dataclass(frozen=True)
class CategoryWords(Words):
    """A category."""

    parent_id: str | None = None


@dataclass(frozen=True)
class ProductWords(Words):
    """A product sold, and the option groups it offers."""

    category_id: str
    groups: tuple[str, ...]
    sold: int = 0
    """How many were in the latest orders, rounded to a power of two"""


@dataclass(frozen=True)
class TraitWords(Words):
    """A way to be; what it is to be without, where it is that."""

    without: tuple[str, ...]


@dataclass(frozen=True)
class GroupWords:
    """An option group with its choices, in the catalogue's order."""

    id: str
    name: str
    kind: Kind
    position: Position
    amounts: tuple[str, ...]
    choices: tuple[ChoiceWords, ...]
