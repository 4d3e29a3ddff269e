"""Tables of orders, and the one table of how an order may move.

Imports nothing of ours but the store, choosing and errors.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.choosing import Chosen, ChosenList
from models.errors import IllegalMove


class OrderStatus(StrEnum):
    """Where an order stands."""

    RECEIVED = "received"
    PREPARING = "preparing"
    READY = "ready"
    COLLECTED = "collected"
    CANCELLED = "cancelled"


TRANSITIONS: dict[OrderStatus | None, tuple[OrderStatus, ...]] = {
    None: (OrderStatus.RECEIVED,),
    OrderStatus.RECEIVED: (OrderStatus.PREPARING, OrderStatus.CANCELLED),
    OrderStatus.PREPARING: (OrderStatus.READY,),
    OrderStatus.READY: (OrderStatus.COLLECTED,),
    OrderStatus.COLLECTED: (),
    OrderStatus.CANCELLED: (),
}
"""From each status the ones that may follow; None is an order just made"""

OPEN = tuple(status for status, following in TRANSITIONS.items() if status and following)
"""Statuses of orders still on their way"""

_STATUS = Enum(
    OrderStatus,
    native_enum=False,
    length=16,
    values_callable=lambda statuses: [status.value for status in statuses],
)
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
        Index(None, "owner", "id"),
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
    tax: Mapped[int]
    total: Mapped[int]
    _status: Mapped[OrderStatus] = mapped_column("status", _STATUS, index=True)
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

    def may_become(self, status: OrderStatus) -> bool:
        """Tell whether the table allows the order to go to a status."""
        return status in TRANSITIONS[self._status]

    def move_to(self, status: OrderStatus, now: datetime) -> None:
        """Go to a status the table allows and note when; raises `IllegalMove`."""
        if not self.may_become(status):
            current: OrderStatus | None = self._status
            names = tuple(one.value for one in TRANSITIONS[current])
            raise IllegalMove(self.number, current or "new", status.value, names)
        self._status = status
        self.steps.append(OrderStep(status=status, at=now))


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

    @property
    def total(self) -> int:
        """Price of the line before tax, minor units."""
        return self.quantity * self.unit_price


class OrderStep(Base):
    """When an order came to a status."""

    __tablename__ = "order_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("customer_order.id"), index=True)
    status: Mapped[OrderStatus] = mapped_column(_STATUS)
    at: Mapped[datetime]


class OrderCounter(Base):
    """The number given last; a single row, which a checkout holds until it is done."""

    __tablename__ = "order_counter"

    id: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
