"""Tables of what the shop sells: categories, options and products.

Imports nothing of ours but the store and errors.
"""

from dataclasses import dataclass
from typing import Any, Literal, Self

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
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


@dataclass(frozen=True)
class Offer:
    """A choice as one product offers it."""

    id: str
    name: str
    price: int
    """What it adds to the product's price, minor units; may be negative"""

    @property
    def named(self) -> Named:
        """For errors."""
        return Named(self.id, self.name)


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
    """How a person can be reached"""
    max_quantity: Mapped[int]
    """Most pieces of one product in a cart, unless the product says otherwise"""
    ask_quantity: Mapped[int]
    """Above this many pieces the customer is asked whether it was meant"""


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
    choices: Mapped[list["Choice"]] = relationship(
        order_by="Choice.sort", lazy="joined", viewonly=True
    )

    @property
    def named(self) -> Named:
        """For errors."""
        return Named(self.id, self.name)


class Choice(Base):
    """An answer to an option group's question."""

    __tablename__ = "choice"

    group_id: Mapped[str] = mapped_column(ForeignKey("option_group.id"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    synonyms: Mapped[list[str]]
    price: Mapped[int]
    """What it adds to a product's price, minor units; may be negative"""
    sort: Mapped[int]


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
    description: Mapped[str]
    ingredients: Mapped[list[str]]
    attributes: Mapped[dict[str, Any]]
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
    __table_args__ = (
        ForeignKeyConstraint(["group_id", "default_id"], ["choice.group_id", "choice.id"]),
    )

    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("option_group.id"), primary_key=True)
    required: Mapped[bool]
    default_id: Mapped[str | None]
    max_choices: Mapped[int | None]
    """Most choices in a group of kind "some"; None for no limit"""
    narrowed: Mapped[dict[str, int] | None]
    """Price of each choice offered, by id; None if the whole group is offered at its prices"""
    sort: Mapped[int]
    # Not an inner join: within the outer one SQLite would read the options of all products.
    group: Mapped[OptionGroup] = relationship(lazy="joined", viewonly=True)

    def offers(self) -> tuple[Offer, ...]:
        """Return the choices this product offers, in the group's order."""
        prices = self.narrowed
        return tuple(
            Offer(choice.id, choice.name, choice.price if prices is None else prices[choice.id])
            for choice in self.group.choices
            if prices is None or choice.id in prices
        )

    @property
    def limit(self) -> int | None:
        """Most choices of the group at once; None for no limit."""
        return 1 if self.group.kind == "one" else self.max_choices
