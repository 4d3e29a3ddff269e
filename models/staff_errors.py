"""What the shop may refuse to its staff and their programs, and never to a customer.

* ShopError
  + ApiKeyError
    - ApiKeyNameInvalid
    - ApiKeyExists
    - UnknownApiKey
    - ScopeOfShop
  + CustomerError
    - UnknownCustomer
    - CustomerWaits
  + BranchNeeded

Imports nothing of ours but the base of all refusals.
"""

from dataclasses import dataclass
from datetime import datetime

from models.product_errors import ShopError


class ApiKeyError(ShopError):
    """A program's key cannot be made, changed or ended."""


@dataclass(eq=False)
class ApiKeyNameInvalid(ApiKeyError):
    """A program cannot be named so."""

    says = "no program can be named {name!r}: give 1 to 32 of a-z, 0-9, hyphen and underscore"
    name: str


@dataclass(eq=False)
class ApiKeyExists(ApiKeyError):
    """A program of this name has a key that is valid."""

    says = "{name} has a key since {since:%F}; rotate or revoke it, or choose another name"
    name: str
    since: datetime


@dataclass(eq=False)
class UnknownApiKey(ApiKeyError):
    """No program of this name has a key that is valid."""

    says = "no program {name!r} has a key; there are: {known}"
    name: str
    known: str
    """Names of those that have one"""


@dataclass(eq=False)
class ScopeOfShop(ApiKeyError):
    """A key of one branch cannot do what is of the whole shop."""

    says = "a key of one branch cannot have {wide}; it can have {known}"
    wide: str
    known: str


class CustomerError(ShopError):
    """What is kept of a customer cannot be given or erased."""


@dataclass(eq=False)
class UnknownCustomer(CustomerError):
    """Nothing is kept of such a customer."""

    says = "nothing is kept of a customer {owner!r}"
    owner: str


@dataclass(eq=False)
class CustomerWaits(CustomerError):
    """The customer has orders on their way: who made them could then not be told any more."""

    says = "{owner} waits for orders: {numbers}; hand them over or cancel them first"
    owner: str
    numbers: tuple[int, ...]


@dataclass(eq=False)
class BranchNeeded(ShopError):
    """The shop has several branches, and it was not said which is meant."""

    says = "say for which branch: {known}"
    known: str
    """Ids of those that there are"""
