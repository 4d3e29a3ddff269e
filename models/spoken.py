"""What the things of the shop are called: each by id and name, and by whatever else is said for it.

Imports nothing of ours but the kinds of option groups.
"""

from dataclasses import dataclass

from models.catalog import Kind, Position


@dataclass(frozen=True)
class ChoiceWords:
    """A choice and what it is called."""

    id: str
    name: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class GroupWords:
    """An option group with its choices, in the catalogue's order."""

    id: str
    name: str
    kind: Kind
    position: Position
    amounts: tuple[str, ...]
    choices: tuple[ChoiceWords, ...]


@dataclass(frozen=True)
class CategoryWords:
    """A category and what it is called."""

    id: str
    name: str
    synonyms: tuple[str, ...]
    parent_id: str | None = None


@dataclass(frozen=True)
class BranchWords:
    """A branch and what it is called."""

    id: str
    name: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class QuestionWords:
    """A question that the shop has an answer to: the answer stands for its name, the ways to ask for its synonyms."""

    id: str
    name: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class CouponWords:
    """A coupon and what it is said by: its name, if that is told, and its codes."""

    id: str
    name: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class ProductWords:
    """A product sold, what it is called, and the option groups it offers."""

    id: str
    name: str
    synonyms: tuple[str, ...]
    category_id: str
    groups: tuple[str, ...]
    sold: int = 0
    """How many were in the latest orders, rounded to a power of two"""


@dataclass(frozen=True)
class TraitWords:
    """A way to be and what it is called; what it is to be without, where it is that."""

    id: str
    name: str
    synonyms: tuple[str, ...]
    without: tuple[str, ...]
