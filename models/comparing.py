"""What two products differ in, as far as the catalogue tells. Imports nothing of ours but finding and the catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.catalog import Product
from models.finding import known


@dataclass(frozen=True)
class Only:
    """What one of two products has, and the other has not; names."""

    product: Product
    traits: tuple[str, ...]
    """What it is known to be, and the other is known not to be"""
    unknown: tuple[str, ...]
    """What the other is known to be without, and it may be or not"""
    ingredients: tuple[str, ...]
    groups: tuple[str, ...]
    """What can be chosen for it"""

    @property
    def nothing(self) -> bool:
        """Whether there is nothing of that."""
        return not (self.traits or self.unknown or self.ingredients or self.groups)


def compare(session: Session, one: Product, other: Product) -> tuple[Only, Only]:
    """Return what only the first has, and what only the second. Ingredients count where both tell theirs."""
    return _only(session, one, other), _only(session, other, one)


def _only(session: Session, one: Product, other: Product) -> Only:
    told, never = known(session, one), known(session, one, so=False)
    their, lacking = known(session, other), known(session, other, so=False)
    both_tell = one.ingredients and other.ingredients
    return Only(
        one,
        _names(trait.name for trait in told if trait in lacking),
        _names(t.name for t in their if t.none_of and t not in told and t not in never),
        _names(p for p in one.ingredients if p not in other.ingredients) if both_tell else (),
        _names(o.group.name for o in one.options if o.group_id not in _groups(other)),
    )


def _groups(product: Product) -> set[str]:
    return {option.group_id for option in product.options}


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
