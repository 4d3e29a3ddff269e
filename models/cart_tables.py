"""Tables of carts: their lines, and how they were before each change.

Imports nothing of ours but the store, catalogue, choosing and shelf.
"""

from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from models import choosing, shelf
from models.base import Base
from models.catalog import Product, ProductOption
from models.choosing import Chosen, ChosenList

CartStatus = Literal["open", "ordered"]
ONE_OPEN = text("status = 'open'")


class Cart(Base):
    """What one owner is about to buy; frozen once ordered."""

    __tablename__ = "cart"
    __table_args__ = (
        Index(
            "ix_cart_owner_open",
            "owner",
            unique=True,
            sqlite_where=ONE_OPEN,
            postgresql_where=ONE_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str]
    status: Mapped[CartStatus] = mapped_column(String(8))
    version: Mapped[int]
    """Goes up with every change; an order names the version that was read out"""
    changed_at: Mapped[datetime]
    lines: Mapped[list["CartLine"]] = relationship(
        order_by="CartLine.position", cascade="all, delete-orphan"
    )

    def pieces_of(self, product: Product) -> int:
        """How many of one product are in it, however configured."""
        return sum(line.quantity for line in self.lines if line.product_id == product.id)

    def insert(self, line: "CartLine", place: int) -> None:
        """Put a line at a place, and number all lines by their places."""
        self.lines.insert(place, line)
        for position, one in enumerate(self.lines):
            one.position = position

    def split(self, line: "CartLine", part: int) -> "CartLine":
        """Move some pieces of a line to a new one behind it, and return that."""
        line.quantity -= part
        new = CartLine(product=line.product, quantity=part)
        new.configured(line.choices)
        self.insert(new, self.lines.index(line) + 1)
        return new

    def merged(self, line: "CartLine") -> "CartLine":
        """Join a line with an equal one, if there is one, and return the line that is left."""
        same = next((one for one in self.lines if one is not line and one.same_as(line)), None)
        if same is None:
            return line
        self.lines.remove(line)
        same.quantity += line.quantity
        same.configured(line.choices)
        return same


class CartLine(Base):
    """Some pieces of one product, all configured alike."""

    __tablename__ = "cart_line"
    # An id is never used again: undo brings lines back under the ids they had.
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cart_id: Mapped[int] = mapped_column(ForeignKey("cart.id"), index=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)
    quantity: Mapped[int]
    choices: Mapped[tuple[Chosen, ...]] = mapped_column(ChosenList)
    """In the order of the product's options"""
    unit_price: Mapped[int]
    """Minor units, choices included; checked again before an order is placed"""
    position: Mapped[int]

    @property
    def product(self) -> Product:
        """What it is a line of; not mapped, as products are not read with carts."""
        session = object_session(self)
        if session is not None:
            self._product = shelf.product(session, self.product_id)
        return cast("Product", self._product)

    @product.setter
    def product(self, product: Product) -> None:
        """Set it, in a line that is new."""
        self.product_id, self._product = product.id, product

    @property
    def total(self) -> int:
        """Price of the line before tax, minor units."""
        return self.quantity * self.unit_price

    def missing(self) -> list[ProductOption]:
        """Return the options still to be chosen, in the product's order."""
        return choosing.missing(self.product, self.choices)

    def configured(self, choices: tuple[Chosen, ...]) -> None:
        """Set the choices, and the price that follows from them."""
        self.choices = choices
        self.unit_price = choosing.unit_price(self.product, choices)

    def same_as(self, other: "CartLine") -> bool:
        """Tell whether two lines hold the same thing."""
        mine, theirs = ([one.ref for one in line.choices] for line in (self, other))
        return self.product_id == other.product_id and mine == theirs


class CartSnapshot(Base):
    """The lines of a cart as they were before a change."""

    __tablename__ = "cart_snapshot"

    cart_id: Mapped[int] = mapped_column(ForeignKey("cart.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
