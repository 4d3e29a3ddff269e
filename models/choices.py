"""The choices of an option group, and the column they are kept in. Imports nothing of ours but errors."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Dialect, TypeDecorator

from models.errors import Named


@dataclass(frozen=True)
class Choice:
    """An answer to an option group's question."""

    id: str
    name: str
    synonyms: tuple[str, ...]
    price: int
    """What it adds to a product's price, minor units; may be negative"""

    @property
    def named(self) -> Named:
        """For errors."""
        return Named(self.id, self.name)


class ChoiceList(TypeDecorator[tuple[Choice, ...]]):
    """A column of choices, kept as JSON: a product's options are then few rows, one a group."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[Choice, ...] | None, dialect: Dialect) -> Any:
        """Write each choice as a list of its fields."""
        return [(one.id, one.name, one.synonyms, one.price) for one in value or ()]

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Choice, ...]:
        """Read them back."""
        return tuple(
            Choice(id, name, tuple(synonyms), price) for id, name, synonyms, price in value or ()
        )
