"""Refusals about branches; `errors` has the whole tree. Imports nothing of ours but the tree's root."""

from dataclasses import dataclass

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
