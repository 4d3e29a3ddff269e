"""Refusals about branches; `errors` has the whole tree. Imports nothing of ours but the tree's root."""

from dataclasses import dataclass
from datetime import datetime

from models.product_errors import ShopError


class BranchError(ShopError):
    """A branch cannot be found, or cannot do what was asked."""


@dataclass(eq=False)
class UnknownBranch(BranchError):
    """The shop has no branch of this id."""

    says = "there is no branch {branch!r}; there are: {known}"
    branch: str
    known: str
    """Ids of those that there are"""


@dataclass(eq=False)
class BranchClosed(BranchError):
    """The branch opens no more, or every time is taken at which an order could be picked up."""

    says = "{branch} takes no orders"
    branch: str


@dataclass(eq=False)
class PickupTaken(BranchError):
    """The time at which an order was to be picked up is not free any more."""

    says = "it cannot be ready as was agreed, but at {offered:%F %R} UTC"
    offered: datetime
