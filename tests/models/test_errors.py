"""The tree of errors is the one that is drawn, and each error says what is wrong."""

import re
from collections.abc import Iterator
from importlib import import_module

import pytest

from models import errors
from models.errors import Fault, Named, ShopError
from tests.models.world import NOW

LATTE, SIZE, HUGE = Named("latte", "latte"), Named("size", "size"), Named("huge", "huge")
OFFERED = (Named("small", "small"), Named("large", "large"))

STAFFS = tuple(f"models.{room}_errors" for room in ("device", "event", "news", "staff", "webhook"))
"""Modules of errors that only the staff meets"""
APART = (*STAFFS, "models.pricing.errors")
"""Modules with a tree of their own"""

SAID: list[tuple[ShopError, str]] = [
    (errors.StoreUnavailable("disk is full"), "the store cannot be used now: disk is full"),
    (
        errors.CatalogueInvalid((Fault(3, "shop.name", "<", "must be words"),)),
        "line 3: shop.name: must be words (is '<')",
    ),
    (errors.UnknownProduct("tea"), "no product sold has the id 'tea'"),
    (errors.OptionNotOffered(LATTE, HUGE, (SIZE,)), "latte has no option huge, only: size"),
    (
        errors.ChoiceNotOffered(LATTE, SIZE, HUGE, OFFERED),
        "latte has no size huge, only: small, large",
    ),
    (
        errors.AmountNotOffered(LATTE, SIZE, HUGE, "tons", ("little", "lots")),
        "huge cannot be had as 'tons', only: little, lots",
    ),
    (errors.TooManyChoices(LATTE, SIZE, 1), "latte takes at most 1 of size"),
    (errors.StockWatchesTooMany(5), "at most 5 products can be waited for at a time"),
    (errors.QuantityInvalid(51, 1, 50), "51 is not from 1 to 50"),
    (errors.QuantityDoubtful(20, 12), "20 is above 12 and must be confirmed"),
    (errors.OutOfStock(LATTE, 3, 2), "3 of latte wanted, 2 left"),
    (errors.EmptyCart(), "the cart is empty"),
    (errors.UnknownLine(7), "the cart has no line 7"),
    (errors.NothingToUndo(), "nothing was changed that could be undone"),
    (errors.CartTooLong(50), "a cart has at most 50 lines"),
    (
        errors.LineIncomplete(7, LATTE, SIZE, OFFERED),
        "line 7, latte, still needs its size: small, large",
    ),
    (errors.CartChanged(3, 4), "the cart is at version 4, not 3"),
    (
        errors.UnknownBranch("quay", "mill, pier"),
        "there is no branch 'quay'; there are: mill, pier",
    ),
    (errors.BranchClosed("Mill"), "Mill takes no orders"),
    (errors.PickupTaken(NOW), "it cannot be ready as was agreed, but at 2026-03-01 09:00 UTC"),
    (errors.UnknownOrder(100, "Ann"), "no order 100 under the name 'Ann'"),
    (errors.UnknownOrder(100), "no order 100"),
    (
        errors.IllegalMove(100, "ready", "received", ("collected",)),
        "order 100 is ready, from there only to: collected; not received",
    ),
    (errors.NoOrderNumber(9900), "all 9900 order numbers are in use"),
    (errors.NotDelivered("Test Bar"), "Test Bar does not deliver"),
    (errors.NoAddress(), "no address is on file"),
    (
        errors.RefundInvalid(100, 9, 5),
        "9 is not from 1 to 5, what was paid for order 100 and not refunded",
    ),
    (
        errors.TooManyGuesses("order", 7),
        "too many wrong guesses at order, the next in 7 minutes",
    ),
    (errors.ReminderExists(100), "order 100 has a reminder"),
    (errors.RequestIdReused("r1"), "request id 'r1' was used for another request"),
]


def tree(kind: type[ShopError], module: str, depth: int = 0) -> Iterator[str]:
    """Draw the classes of a module as its docstring does; one apart draws its own."""
    yield "  " * depth + f"{'*+-'[depth]} {kind.__name__}"
    for below in kind.__subclasses__():
        if (below.__module__ if below.__module__ in APART else errors.__name__) == module:
            yield from tree(below, module, depth + 1)


@pytest.mark.parametrize("module", [errors.__name__, *APART])
def test_the_drawn_tree_is_the_tree(module: str) -> None:
    drawn = re.findall(r"^ *[*+-] \w+$", import_module(module).__doc__ or "", re.MULTILINE)
    assert drawn == list(tree(ShopError, module))


@pytest.mark.parametrize(("error", "said"), SAID)
def test_each_error_says_what_is_wrong_and_what_would_be_right(error: ShopError, said: str) -> None:
    assert str(error) == said


def test_every_error_that_is_raised_is_in_the_list_above() -> None:
    parents = {
        "ShopError",
        "ChoiceError",
        "QuantityError",
        "CartError",
        "OrderError",
        "BranchError",
    }
    drawn = {line.split()[-1] for line in tree(ShopError, errors.__name__)}
    assert drawn - parents == {type(error).__name__ for error, _said in SAID}
