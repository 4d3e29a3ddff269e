"""Everything the shop may refuse, as one tree. Errors carry data; wording is chosen elsewhere.

* ShopError
  + CatalogueInvalid
  + UnknownProduct
  + ChoiceError
    - OptionNotOffered
    - ChoiceNotOffered
    - AmountNotOffered
    - TooManyChoices
  + StockWatchesTooMany
  + QuantityError
    - QuantityInvalid
    - QuantityDoubtful
    - OutOfStock
  + BranchError
    - UnknownBranch
    - BranchClosed
    - PickupTaken
  + OrderError
    - UnknownOrder
    - IllegalMove
    - NoOrderNumber
    - NotDelivered
    - NoAddress
    - RefundInvalid
    - ReminderExists
  + StoreUnavailable
  + CartError
    - EmptyCart
    - UnknownLine
    - NothingToUndo
    - CartTooLong
    - LineIncomplete
    - CartChanged
  + TooManyGuesses
  + RequestIdReused

A product, group or choice is carried as `Named`: its id, and its name as `str()` of it.
Imports nothing of ours but the errors about products, branches and orders.
"""

from dataclasses import dataclass

from models.branch_errors import BranchClosed, BranchError, PickupTaken, UnknownBranch
from models.order_errors import (
    IllegalMove,
    NoAddress,
    NoOrderNumber,
    NotDelivered,
    OrderError,
    RefundInvalid,
    ReminderExists,
    UnknownOrder,
)
from models.product_errors import (
    AmountNotOffered,
    CatalogueInvalid,
    ChoiceError,
    ChoiceNotOffered,
    Fault,
    Named,
    OptionNotOffered,
    OutOfStock,
    QuantityDoubtful,
    QuantityError,
    QuantityInvalid,
    ShopError,
    StockWatchesTooMany,
    TooManyChoices,
    UnknownProduct,
)

__all__ = (
    "AmountNotOffered",
    "BranchClosed",
    "BranchError",
    "CartChanged",
    "CartError",
    "CartTooLong",
    "CatalogueInvalid",
    "ChoiceError",
    "ChoiceNotOffered",
    "EmptyCart",
    "Fault",
    "IllegalMove",
    "LineIncomplete",
    "Named",
    "NoAddress",
    "NoOrderNumber",
    "NotDelivered",
    "NothingToUndo",
    "OptionNotOffered",
    "OrderError",
    "OutOfStock",
    "PickupTaken",
    "QuantityDoubtful",
    "QuantityError",
    "QuantityInvalid",
    "RefundInvalid",
    "ReminderExists",
    "RequestIdReused",
    "ShopError",
    "StockWatchesTooMany",
    "StoreUnavailable",
    "TooManyChoices",
    "TooManyGuesses",
    "UnknownBranch",
    "UnknownLine",
    "UnknownOrder",
    "UnknownProduct",
)


@dataclass(eq=False)
class StoreUnavailable(ShopError):
    """The database is locked, full or gone; the transaction was rolled back."""

    says = "the store cannot be used now: {reason}"
    reason: str
    passing: bool = False
    """Whether only another transaction was in the way, and the same again may succeed"""


class CartError(ShopError):
    """The cart is not in a state for what was asked."""


class EmptyCart(CartError):
    """There is nothing in the cart."""

    says = "the cart is empty"


@dataclass(eq=False)
class UnknownLine(CartError):
    """The cart has no line of this id."""

    says = "the cart has no line {line}"
    line: int


class NothingToUndo(CartError):
    """The cart was not changed yet, or all its changes were undone."""

    says = "nothing was changed that could be undone"


@dataclass(eq=False)
class CartTooLong(CartError):
    """The cart has as many lines as a cart may have."""

    says = "a cart has at most {limit} lines"
    limit: int


@dataclass(eq=False)
class LineIncomplete(CartError):
    """A line still needs a choice before it can be ordered."""

    says = "line {line}, {product}, still needs its {group}: {offered}"
    line: int
    """Id of the line"""
    product: Named
    group: Named
    offered: tuple[Named, ...]
    """Choices the product has in the group"""


@dataclass(eq=False)
class CartChanged(CartError):
    """The cart, or a price in it, is not what the customer said yes to."""

    says = "the cart is at version {version}, not {expected}"
    expected: int
    version: int


@dataclass(eq=False)
class TooManyGuesses(ShopError):
    """Something was guessed wrong too often; whether this guess is right is not told."""

    says = "too many wrong guesses at {kind}, the next in {minutes} minutes"
    kind: str
    minutes: int
    """How long to wait, 2 or more"""


@dataclass(eq=False)
class RequestIdReused(ShopError):
    """A request id came again with another body."""

    says = "request id {request_id!r} was used for another request"
    request_id: str
