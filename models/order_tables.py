"""Tables of orders: what was bought, where it stands and how it came there.

Imports nothing of ours but the store, choosing, errors and fulfilment.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Enum, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.choosing import Chosen, ChosenList
from models.errors import IllegalMove
from models.fulfilment import HANDED_OVER, OPEN, Actor, Fulfilment, OrderStatus, following


def _kept(values: type[StrEnum], length: int) -> Enum:
    """Return the type of a column of such values: their text."""
    return Enum(values, native_enum=False, length=length, values_callable=list)


IS_OPEN = text(f"status IN ({', '.join(repr(status.value) for status in OPEN)})")


class Order(Base):
    """A cart that was bought, with the prices and names of that time."""

    __tablename__ = "customer_order"
    __table_args__ = (
        Index(
            "ix_customer_order_number_open",
            "number",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        Index(
            "ix_customer_order_branch_id_open",
            "branch_id",
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        Index(None, "owner", "id"),
        Index(None, "branch_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(index=True)
    """Short enough to be said; comes again once the order is closed"""
    cart_id: Mapped[int] = mapped_column(ForeignKey("cart.id"), unique=True)
    owner: Mapped[str]
    first_name: Mapped[str | None]
    placed_at: Mapped[datetime]
    seller: Mapped[str]
    currency: Mapped[str] = mapped_column(String(3))
    subtotal: Mapped[int]
    """All lines at full price"""
    discount: Mapped[int] = mapped_column(default=0, server_default="0")
    """What offers and points took off"""
    discounts: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")
    """Offers that were applied: `offer`, `name`, `amount`, and whose uses were `counted`"""
    points: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """So many were spent"""
    points_worth: Mapped[int] = mapped_column(default=0, server_default="0")
    """What they took off"""
    earns: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """Points that the owner gets when it is handed over, if nothing is given back"""
    tax: Mapped[int]
    total: Mapped[int]
    _status: Mapped[OrderStatus] = mapped_column("status", _kept(OrderStatus, 16), index=True)
    fulfilment: Mapped[Fulfilment] = mapped_column(
        _kept(Fulfilment, 8), default=Fulfilment.PICKUP, server_default=Fulfilment.PICKUP.value
    )
    address: Mapped[str | None]
    """Where it is brought, as it was on file; None if it is picked up"""
    promised_at: Mapped[datetime | None]
    """When it should be ready, or at the door; None if nothing was promised"""
    paid_at: Mapped[datetime | None]
    branch_id: Mapped[str | None]
    """Where it is made; None if the shop was one place"""
    counter: Mapped[str | None] = mapped_column(String(32))
    """Where an account ordered that stood at a counter, and is called; of other owners the key tells it"""
    pickup_at: Mapped[datetime | None]
    """The time that was agreed; None for as soon as possible"""
    lines: Mapped[list["OrderLine"]] = relationship(order_by="OrderLine.position")
    steps: Mapped[list["OrderStep"]] = relationship(order_by="OrderStep.id")

    @property
    def status(self) -> OrderStatus:
        """Where the order stands; only `move_to` changes it."""
        return self._status

    @property
    def is_open(self) -> bool:
        """Whether the order is still on its way."""
        return self._status in OPEN

    @property
    def refunded(self) -> int:
        """What was given back of what was paid, minor units."""
        return sum(step.refund or 0 for step in self.steps)

    def following(self, actor: Actor) -> tuple[OrderStatus, ...]:
        """Return where somebody may move it."""
        return following(self._status, self.fulfilment or Fulfilment.PICKUP, actor)

    def check_move(self, status: OrderStatus, actor: Actor) -> None:
        """Raise `IllegalMove` if the table does not allow somebody to move it to a status."""
        allowed = self.following(actor)
        if status not in allowed:
            current: OrderStatus | None = self._status
            raise IllegalMove(self.number, current or "new", status.value, allowed)

    def move_to(
        self, status: OrderStatus, now: datetime, actor: Actor, who: str | None = None
    ) -> "OrderStep":
        """Go to a status the table allows and note when and who; raises `IllegalMove`."""
        self.check_move(status, actor)
        self._status = status
        if status in HANDED_OVER and self.paid_at is None:
            self.paid_at = now
        step = OrderStep(status=status, at=now, actor=actor, who=who)
        self.steps.append(step)
        return step


class OrderLine(Base):
    """A line of an order, frozen."""

    __tablename__ = "order_line"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    order_id: Mapped[int] = mapped_column(ForeignKey("customer_order.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)
    product_name: Mapped[str]
    quantity: Mapped[int]
    choices: Mapped[tuple[Chosen, ...]] = mapped_column(ChosenList)
    unit_price: Mapped[int]
    """Minor units, choices included"""
    discount: Mapped[int] = mapped_column(default=0, server_default="0")
    """What offers and points took off the line"""

    @property
    def total(self) -> int:
        """Price of the line before discounts and tax, minor units."""
        return self.quantity * self.unit_price


class OrderStep(Base):
    """When an order came to a status, or money was given back, and by whom."""

    __tablename__ = "order_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("customer_order.id"), index=True)
    status: Mapped[OrderStatus] = mapped_column(_kept(OrderStatus, 16))
    at: Mapped[datetime]
    actor: Mapped[Actor] = mapped_column(_kept(Actor, 8), server_default=Actor.STAFF.value)
    who: Mapped[str | None]
    """Of the one of the staff, or of the system that did it"""
    refund: Mapped[int | None]
    """What was given back with it, minor units"""


class OrderCounter(Base):
    """The number given last; a single row, which a checkout holds until it is done."""

    __tablename__ = "order_counter"

    id: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
