"""Traits: what products can be asked to be ("cold") or to be without ("dairy free"), read off their attributes.

What a product does not tell is not known, and never guessed. Imports nothing of ours but the store.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

INGREDIENTS = "ingredients"
"""Stands for a product's ingredients in the place of an attribute"""


class Trait(Base):
    """One way to be, of the catalogue; written anew with each."""

    __tablename__ = "trait"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    """As it is said of a product"""
    synonyms: Mapped[list[str]]
    without: Mapped[list[str]]
    """What is said behind "without" for it"""
    attribute: Mapped[str]
    any_of: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    """Values of which a product has one"""
    none_of: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    """Values of which a product has none"""
    sort: Mapped[int]

    def holds(self, attributes: Mapping[str, Any], ingredients: Sequence[str]) -> bool | None:
        """Whether a product of these is so; None where they do not tell."""
        told = (
            ingredients or None if self.attribute == INGREDIENTS else attributes.get(self.attribute)
        )
        if told is None:
            return None
        has = _values(told if isinstance(told, list) else [told])
        return (
            has.isdisjoint(_values(self.none_of))
            if self.none_of
            else not has.isdisjoint(_values(self.any_of or ()))
        )


def _values(values: Iterable[Any]) -> set[tuple[type, Any]]:
    """Values to compare, of which a yes is no 1."""
    return {(type(value), value) for value in values}
