"""What may be refused about products, and what all errors of the shop have in common.

For `models.errors`, which draws the whole tree and is where others import from. Imports nothing of
ours.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Named:
    """Something of the catalogue in an error: `str()` of it is its name."""

    id: str
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a catalogue document."""

    line: int
    """Line of the text, from 1"""
    field: str
    """Path of the value, as in `products[3].price`; empty for the whole text"""
    value: object
    """What stood there"""
    message: str
    """What would be right"""

    def __str__(self) -> str:
        return f"line {self.line}: {self.field or 'document'}: {self.message} (is {self.value!r})"


class ShopError(Exception):
    """Base of everything the shop refuses."""

    says: ClassVar[str]
    """For logs: a format over the error's fields"""

    @property
    def guess(self) -> str:
        """What was guessed at, if this says that a guess was wrong; of `models.guesses`."""
        return ""

    def __str__(self) -> str:
        texts = {
            field: ", ".join(map(str, value)) if isinstance(value, tuple) else value
            for field, value in vars(self).items()
        }
        return self.says.format(**texts)


@dataclass(eq=False)
class CatalogueInvalid(ShopError):
    """A catalogue document has faults; nothing of it was loaded."""

    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


@dataclass(eq=False)
class UnknownProduct(ShopError):
    """No product sold has this id."""

    says = "no product sold has the id {product!r}"
    product: str


class ChoiceError(ShopError):
    """A product cannot be had the way it was asked for."""


@dataclass(eq=False)
class OptionNotOffered(ChoiceError):
    """The product has no such option group."""

    says = "{product} has no option {group}, only: {offered}"
    product: Named
    group: Named
    offered: tuple[Named, ...]
    """Groups the product does have"""


@dataclass(eq=False)
class ChoiceNotOffered(ChoiceError):
    """The product's option group has no such choice."""

    says = "{product} has no {group} {choice}, only: {offered}"
    product: Named
    group: Named
    choice: Named
    offered: tuple[Named, ...]
    """Choices the product does have in the group"""


@dataclass(eq=False)
class AmountNotOffered(ChoiceError):
    """The choice cannot be had in this amount."""

    says = "{choice} cannot be had as {amount!r}, only: {offered}"
    product: Named
    group: Named
    choice: Named
    amount: str
    offered: tuple[str, ...]
    """Amounts the group knows; empty if it knows none"""


@dataclass(eq=False)
class TooManyChoices(ChoiceError):
    """More choices were made in a group than the product allows."""

    says = "{product} takes at most {limit} of {group}"
    product: Named
    group: Named
    limit: int


@dataclass(eq=False)
class StockWatchesTooMany(ShopError):
    """The customer waits for as many sold out products as may be."""

    says = "at most {limit} products can be waited for at a time"
    limit: int


class QuantityError(ShopError):
    """A number of pieces cannot be had."""


@dataclass(eq=False)
class QuantityInvalid(QuantityError):
    """The number is outside of what can be ordered, changed or removed."""

    says = "{quantity} is not from {lowest} to {highest}"
    quantity: int
    lowest: int
    highest: int


@dataclass(eq=False)
class QuantityDoubtful(QuantityError):
    """The number is so high that the customer is asked whether it was meant."""

    says = "{quantity} is above {ask_above} and must be confirmed"
    quantity: int
    ask_above: int


@dataclass(eq=False)
class OutOfStock(QuantityError):
    """Fewer are left than wanted; none if the product is no longer sold."""

    says = "{wanted} of {product} wanted, {left} left"
    product: Named
    wanted: int
    """Pieces wanted in the whole cart"""
    left: int
