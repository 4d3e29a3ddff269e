"""Tables of what the shop sells: categories, options and products.

Imports nothing of ours but the store, choices and errors.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal, Self

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.choices import Choice, ChoiceList
from models.errors import Named

Kind = Literal["one", "some"]
"""One choice of the group, or several"""
Position = Literal["before", "after"]
"""Where a choice is said: "large latte", "latte with milk" """
NONE = "none"
"""The amount that takes a choice away"""


@dataclass(frozen=True)
class ChoiceRef:
    """A choice as it is asked for; the amount is None for the plain choice."""

    group: str
    choice: str
    amount: str | None = None

    @property
    def text(self) -> str:
        """Text form within the group: `oat_milk`, or `oat_milk.little` with an amount."""
        return self.choice if self.amount is None else f"{self.choice}.{self.amount}"

    @classmethod
    def parse(cls, group: str, text: str) -> Self:
        """Read the text form back."""
        choice, _, amount = text.partition(".")
        return cls(group, choice, amount or None)


class Shop(Base):
    """The one shop; a single row."""

    __tablename__ = "shop"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str]
    currency: Mapped[str] = mapped_column(String(3))
    """ISO 4217 code; prices are in its minor unit"""
    tax_basis_points: Mapped[int]
    """Added to the sum of a cart; 825 is 8.25 %"""
    hours: Mapped[str]
    contact: Mapped[str]
    max_quantity: Mapped[int]
    """Most pieces of one product in a cart, unless the product says otherwise"""
    ask_quantity: Mapped[int]
    """Above this many pieces the customer is asked whether it was meant"""
    pickup_minutes: Mapped[int] = mapped_column(server_default="10")
    """How long an order takes until it can be picked up, if no other is before it"""
    at_once: Mapped[int] = mapped_column(server_default="4")
    """How many orders are made at a time"""
    delivery_minutes: Mapped[int | None]
    """How long the way to a customer takes; None if nothing is delivered"""
    edition: Mapped[str] = mapped_column(server_default="")
    """A digest of the catalogue that was loaded last"""
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSON, server_default="[]")
    """Questions of customers that the shop has an answer to: id, text and phrasings of each, as in a catalogue file"""
    suggestions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, server_default="[]")
    """What may be offered unasked, as `suggestions` writes and reads it"""
    translations: Mapped[dict[str, Any]] = mapped_column(JSON, server_default="{}")
    """By language: the catalogue's texts, as it writes them, with their translations"""
    pronunciations: Mapped[dict[str, Any]] = mapped_column(JSON, server_default="{}")
    """By language: words and their phones, as in a catalogue file"""
    offers: Mapped[list[Any]] = mapped_column(JSON, server_default="[]")
    """Sales and coupons, as `pricing.load` writes them"""
    loyalty: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What points are worth (`pricing.loyalty`); None if there are none"""


class Category(Base):
    """A shelf of products; shelves can stand within shelves."""

    __tablename__ = "category"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("category.id"), index=True)
    sort: Mapped[int]


class OptionGroup(Base):
    """A question about a product: its size, its milk."""

    __tablename__ = "option_group"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[Kind] = mapped_column(String(4))
    position: Mapped[Position] = mapped_column(String(6))
    amounts: Mapped[list[str]]
    """Amounts its choices can be had in; empty where amounts make no sense"""
    sort: Mapped[int]
    choices: Mapped[tuple[Choice, ...]] = mapped_column(ChoiceList)

    @property
    def named(self) -> Named:
        """For errors."""
        return Named(self.id, self.name)


class Product(Base):
    """Something the shop sells, or once sold."""

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("price >= 0", name="price"),
        CheckConstraint("stock >= 0", name="stock"),
        Index(None, "sold", "sort"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    category_id: Mapped[str] = mapped_column(ForeignKey("category.id"), index=True)
    price: Mapped[int]
    """Minor units, without options"""
    stock: Mapped[int | None]
    """Pieces left; None if they are not counted"""
    since: Mapped[str | None] = mapped_column(String(10))
    """The day it came, ISO 8601"""
    # Read together when one of them is asked for: most turns need none.
    description: Mapped[str] = mapped_column(deferred=True, deferred_group="details")
    ingredients: Mapped[list[str]] = mapped_column(deferred=True, deferred_group="details")
    attributes: Mapped[dict[str, Any]] = mapped_column(deferred=True, deferred_group="details")
    max_quantity: Mapped[int | None]
    sold: Mapped[bool]
    """False once the catalogue no longer lists it"""
    sort: Mapped[int]
    options: Mapped[list["ProductOption"]] = relationship(
        order_by="ProductOption.sort", viewonly=True
    )

    @property
    def named(self) -> Named:
        """For errors."""
        return Named(self.id, self.name)


class ProductOption(Base):
    """An option group as one product offers it."""

    __tablename__ = "product_option"

    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("option_group.id"), primary_key=True)
    required: Mapped[bool]
    default_id: Mapped[str | None]
    """One of the choices offered"""
    max_choices: Mapped[int | None]
    """Most choices in a group of kind "some"; None for no limit"""
    narrowed: Mapped[dict[str, int] | None]
    """Price of each choice offered, by id; None if the whole group is offered at its prices"""
    sort: Mapped[int]
    # Not an inner join: within the outer one SQLite would read the options of all products.
    group: Mapped[OptionGroup] = relationship(lazy="joined", viewonly=True)

    def offers(self) -> tuple[Choice, ...]:
        """Return the choices this product offers, at its prices, in the group's order."""
        prices = self.narrowed
        if prices is None:
            return self.group.choices
        offered = (choice for choice in self.group.choices if choice.id in prices)
        return tuple(replace(choice, price=prices[choice.id]) for choice in offered)

    @property
    def limit(self) -> int | None:
        """Most choices of the group at once; None for no limit."""
        return 1 if self.group.kind == "one" else self.max_choices
