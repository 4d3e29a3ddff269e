"""How a product is configured: what may be chosen, what replaces what, and what it adds to the price.

Imports nothing of ours but the catalogue and errors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Dialect, TypeDecorator
from sqlalchemy.orm import Session

from models.catalog import NONE, ChoiceRef, OptionGroup, Position, Product, ProductOption
from models.choices import Choice
from models.errors import (
    AmountNotOffered,
    ChoiceNotOffered,
    Named,
    OptionNotOffered,
    TooManyChoices,
)


@dataclass(frozen=True, kw_only=True)
class Chosen(ChoiceRef):
    """A choice as it was made: with its name and price of that time."""

    name: str
    position: Position
    """Where it is said, seen from the product's name"""
    price: int
    """What it adds to one piece, minor units"""

    @property
    def ref(self) -> ChoiceRef:
        """The same choice without name and price."""
        return ChoiceRef(self.group, self.choice, self.amount)


class ChosenList(TypeDecorator[tuple[Chosen, ...]]):
    """A column of choices made, kept as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[Chosen, ...] | None, dialect: Dialect) -> Any:
        """Write the choices as plain objects."""
        return [vars(one) for one in value or ()]

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Chosen, ...]:
        """Read them back."""
        return tuple(Chosen(**one) for one in value or ())


def defaults(product: Product) -> tuple[Chosen, ...]:
    """Return what a product comes with if nothing is said."""
    return tuple(
        _chosen(option, offer, None)
        for option in product.options
        if option.default_id is not None
        for offer in option.offers()
        if offer.id == option.default_id
    )


def configure(
    session: Session, product: Product, made: Sequence[ChoiceRef], asked: Sequence[ChoiceRef]
) -> tuple[Chosen, ...]:
    """Return the choices after `asked` was said about a product with `made`, in the product's order.

    In a group of one a choice replaces, in a group of some it joins. The amount "none" takes the
    choice away, and the whole group's if the choice is named like the group, as in "no milk".
    Raises a `ChoiceError`.
    """
    options = {option.group_id: option for option in product.options}
    for ref in (*made, *asked):
        if ref.group not in options:
            raise _no_option(session, product, ref)
    chosen: list[Chosen] = []
    for option in product.options:
        before = [one for one in made if one.group == option.group_id]
        said = [one for one in asked if one.group == option.group_id]
        if before or said or option.default_id is not None:
            chosen += _in_group(product, option, before, said)
    return tuple(chosen)


def unit_price(product: Product, choices: Sequence[Chosen]) -> int:
    """Return the price of one piece, minor units."""
    return product.price + sum(one.price for one in choices)


def missing(product: Product, choices: Sequence[ChoiceRef]) -> list[ProductOption]:
    """Return the options still to be chosen, in the product's order."""
    made = {one.group for one in choices}
    return [
        option
        for option in product.options
        if option.required and option.default_id is None and option.group_id not in made
    ]


def _in_group(
    product: Product,
    option: ProductOption,
    made: Sequence[ChoiceRef],
    asked: Sequence[ChoiceRef],
) -> list[Chosen]:
    """Return the choices of one group, in its order."""
    offers = {offer.id: offer for offer in option.offers()}
    for ref in (*made, *asked):
        _check(product, option, offers, ref)
    wanted = {ref.choice: ref.amount for ref in asked if ref.amount != NONE}
    taken = {ref.choice for ref in asked if ref.amount == NONE}
    replaced = option.group.kind == "one" and wanted
    kept = {} if replaced or option.group_id in taken else {ref.choice: ref.amount for ref in made}
    amounts = {id: amount for id, amount in kept.items() if id not in taken} | wanted
    if option.limit is not None and len(amounts) > option.limit:
        raise TooManyChoices(product.named, option.group.named, option.limit)
    if not amounts and option.required and option.default_id is not None:
        amounts = {option.default_id: None}
    return [_chosen(option, offers[id], amounts[id]) for id in offers if id in amounts]


def _chosen(option: ProductOption, offer: Choice, amount: str | None) -> Chosen:
    """Return an offered choice as it was made."""
    return Chosen(
        option.group_id,
        offer.id,
        amount,
        name=offer.name,
        position=option.group.position,
        price=offer.price,
    )


def _check(
    product: Product, option: ProductOption, offers: Mapping[str, Choice], ref: ChoiceRef
) -> None:
    """Refuse a choice or amount that the product does not offer."""
    group = option.group
    if ref.choice not in offers:
        names = {choice.id: choice.name for choice in group.choices}
        choice = Named(ref.choice, names.get(ref.choice, ref.choice))
        offered = tuple(offer.named for offer in offers.values())
        raise ChoiceNotOffered(product.named, group.named, choice, offered)
    if ref.amount not in (None, NONE, *group.amounts):
        choice, amounts = offers[ref.choice].named, tuple(group.amounts)
        raise AmountNotOffered(product.named, group.named, choice, str(ref.amount), amounts)


def _no_option(session: Session, product: Product, ref: ChoiceRef) -> OptionNotOffered:
    """Say that a product has no such option."""
    group = session.get(OptionGroup, ref.group)
    named = Named(ref.group, ref.group) if group is None else group.named
    offered = tuple(option.group.named for option in product.options)
    return OptionNotOffered(product.named, named, offered)
