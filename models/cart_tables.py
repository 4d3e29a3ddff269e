"""Carts: what one owner is about to buy, and the tables that hold it.

A cart in memory is plain data; `cart_history` reads and writes it by statements made once, as every turn about a cart runs
them. Imports nothing of ours but the store, catalogue and choosing.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    false,
    text,
)

from models import choosing
from models.base import Base, UtcDateTime
from models.catalog import Product, ProductOption
from models.choosing import Chosen, ChosenList

ONE_OPEN = text("status = 'open'")

CART = Table(
    "cart",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("owner", String, nullable=False),
    Column("status", String(8), nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("pickup_at", UtcDateTime),
    Column("coupons", JSON, nullable=False, server_default="[]"),
    Column("use_points", Boolean, nullable=False, server_default=false()),
    Index(
        "ix_cart_owner_open",
        "owner",
        unique=True,
        sqlite_where=ONE_OPEN,
        postgresql_where=ONE_OPEN,
    ),
)
"""`open`, or `ordered` and from then on frozen"""

CART_LINE = Table(
    "cart_line",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("cart_id", ForeignKey("cart.id"), index=True, nullable=False),
    Column("product_id", ForeignKey("product.id"), index=True, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("choices", ChosenList, nullable=False),
    Column("unit_price", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    CheckConstraint("quantity > 0", name="quantity"),
    # An id is never used again: undo brings lines back under the ids they had.
    sqlite_autoincrement=True,
)

CART_SNAPSHOT = Table(
    "cart_snapshot",
    Base.metadata,
    Column("cart_id", ForeignKey("cart.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("lines", JSON, nullable=False),
)
"""The lines of a cart as they were before a change"""


@dataclass(eq=False)
class CartLine:
    """Some pieces of one product, all configured alike."""

    product: Product
    quantity: int
    choices: tuple[Chosen, ...] = ()
    """In the order of the product's options"""
    unit_price: int = 0
    """Minor units, choices included; checked again before an order is placed"""
    id: int = 0
    """Given when it is written first"""
    position: int = 0

    @property
    def product_id(self) -> str:
        """What it is a line of."""
        return self.product.id

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


@dataclass(eq=False)
class Cart:
    """What one owner is about to buy."""

    owner: str
    changed_at: datetime
    lines: list[CartLine] = field(default_factory=list)
    id: int = 0
    """Given when it is written first"""
    version: int = 0
    """Goes up with every change; an order names the version that was read out"""
    pickup_at: datetime | None = None
    """When the owner wants to come; None for as soon as possible"""
    coupons: list[str] = field(default_factory=list)
    """Ids of the offers whose coupons were said"""
    use_points: bool = False
    """Whether the owner's points are to pay"""

    def pieces_of(self, product: Product) -> int:
        """How many of one product are in it, however configured."""
        return sum(line.quantity for line in self.lines if line.product_id == product.id)

    def insert(self, line: CartLine, place: int) -> None:
        """Put a line at a place, and number all lines by their places."""
        self.lines.insert(place, line)
        for position, one in enumerate(self.lines):
            one.position = position

    def split(self, line: CartLine, part: int) -> CartLine:
        """Move some pieces of a line to a new one behind it, and return that."""
        line.quantity -= part
        new = CartLine(line.product, part)
        new.configured(line.choices)
        self.insert(new, self.lines.index(line) + 1)
        return new

    def merged(self, line: CartLine) -> CartLine:
        """Join a line with an equal one, if there is one, and return the line that is left."""
        same = next((one for one in self.lines if one is not line and one.same_as(line)), None)
        if same is None:
            return line
        self.lines.remove(line)
        same.quantity += line.quantity
        same.configured(line.choices)
        return same
