"""Refusals about orders; `errors` has the whole tree. Imports nothing of ours but the tree's root."""

from dataclasses import dataclass

from models.product_errors import ShopError


class OrderError(ShopError):
    """An order cannot be found or moved."""


@dataclass(eq=False)
class UnknownOrder(OrderError):
    """No order has this number, or none under this name."""

    says = "no order {number} under the name {first_name!r}"
    number: int
    first_name: str | None = None
    """None where only the number was asked for"""

    @property
    def guess(self) -> str:
        """Whoever does not know both may be guessing."""
        return "" if self.first_name is None else "order"

    def __str__(self) -> str:
        return f"no order {self.number}" if self.first_name is None else super().__str__()


@dataclass(eq=False)
class IllegalMove(OrderError):
    """An order in this status cannot go to the wanted one; statuses as their values."""

    says = "order {number} is {current}, from there only to: {allowed}; not {wanted}"
    number: int
    current: str
    wanted: str
    allowed: tuple[str, ...]


@dataclass(eq=False)
class NoOrderNumber(OrderError):
    """Every number that can be said belongs to an order still open."""

    says = "all {limit} order numbers are in use"
    limit: int


@dataclass(eq=False)
class NotDelivered(OrderError):
    """The shop brings nothing to anybody."""

    says = "{seller} does not deliver"
    seller: str


class NoAddress(OrderError):
    """The customer wants a delivery, and no address is on file."""

    says = "no address is on file"


@dataclass(eq=False)
class RefundInvalid(OrderError):
    """More is to be given back than was paid and not given back yet; minor units."""

    says = "{amount} is not from 1 to {highest}, what was paid for order {number} and not refunded"
    number: int
    amount: int
    highest: int


@dataclass(eq=False)
class ReminderExists(OrderError):
    """The customer agreed to a reminder of this order before."""

    says = "order {number} has a reminder"
    number: int
