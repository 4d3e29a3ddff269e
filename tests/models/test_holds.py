"""Stock of each branch, and pieces held for who is asked for a yes: nobody else's until the yes, the no, or it is over."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from models import cart, checkout, customers, orders, place, stock_count
from models.base import Store
from models.browse import get_product
from models.catalog_import import load, parse
from models.errors import OutOfStock
from models.order_tables import Order
from models.pending import ANSWER_WITHIN
from models.staff_errors import BranchNeeded
from models.transaction import forget
from tests.models.world import BRANCHES, LATER, NOW, OWNER, SHOP, shop_text

ANN, BOB = "alexa:ann", "alexa:bob"
OVER = NOW + ANSWER_WITHIN + timedelta(seconds=1)
MUFFINS = [
    product | ({"branch_stock": {"pier": 2}} if product["id"] == "muffin" else {})
    for product in SHOP["products"]
]
"""Five in the mill, two at the pier"""


@pytest.fixture(params=["one place", "branches"])
def store(store: Store, request: pytest.FixtureRequest) -> Store:
    """The small shop as one place, and as two."""
    if request.param == "branches":
        with store.begin() as session:
            load(session, parse(shop_text(branches=BRANCHES, products=MUFFINS)))
    return store


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.begin() as session:
        yield session


def left(session: Session, owner: str, now: datetime = NOW) -> int | None:
    place.serve(session, owner, now)
    session.expire_all()
    forget(session)
    return get_product(session, "muffin").stock


def lies(session: Session, product_id: str) -> dict[str, int] | None:
    place.leave(session)
    return stock_count.by_branch(session, [get_product(session, product_id)])[product_id]


def placed(session: Session, owner: str, version: int, name: None, now: datetime) -> Order:
    place.serve(session, owner, now)
    return checkout.place(session, owner, version, name, now)


def held(session: Session, owner: str, pieces: int, now: datetime = NOW) -> int:
    """Put muffins into a cart, and hold them as a read-back does; gives the cart's version."""
    place.serve(session, owner, now)
    if cart.current(session, owner) is None:
        cart.add(session, owner, "muffin", pieces, (), NOW)
    quote = checkout.quote(session, owner, NOW)
    assert checkout.hold(session, owner, quote.lines, now)
    return quote.cart_version


def test_what_is_held_is_nobody_elses(session: Session) -> None:
    version = held(session, ANN, 4)
    assert (left(session, ANN), left(session, BOB)) == (5, 1)
    with pytest.raises(OutOfStock) as refusal:
        held(session, BOB, 2)
    assert refusal.value.left == 1
    placed(session, ANN, version, None, LATER)
    assert (left(session, ANN), left(session, BOB)) == (1, 1)


def test_a_yes_without_a_hold_takes_nothing_that_is_held(session: Session) -> None:
    cart.add(session, BOB, "muffin", 2, (), NOW)
    held(session, ANN, 4)
    with pytest.raises(OutOfStock):
        placed(session, BOB, 1, None, NOW)
    assert left(session, ANN) == 5


def test_a_hold_that_is_over_keeps_nobody_from_anything(session: Session) -> None:
    version = held(session, ANN, 4)
    at_the_end = NOW + ANSWER_WITHIN
    assert left(session, BOB, at_the_end) == 1
    assert left(session, BOB, OVER) == 5
    sold = held(session, BOB, 3, OVER)
    placed(session, BOB, sold, None, OVER)
    with pytest.raises(OutOfStock):
        placed(session, ANN, version, None, OVER)


def test_the_next_read_back_takes_the_place_of_the_last(session: Session) -> None:
    held(session, ANN, 4)
    cart.remove(session, ANN, cart.current(session, ANN).lines[0].id, quantity=3, now=NOW)  # type: ignore[union-attr]
    held(session, ANN, 1)
    assert left(session, BOB) == 4


def test_a_cart_that_is_emptied_holds_nothing(session: Session) -> None:
    held(session, ANN, 4)
    cart.empty(session, ANN, NOW)
    assert left(session, BOB) == 5


def test_what_is_not_counted_is_held_without_a_statement(
    session: Session, statements: list[str]
) -> None:
    cart.add(session, OWNER, "water", 1, (), NOW)
    quote = checkout.quote(session, OWNER, NOW)
    statements.clear()
    assert not checkout.hold(session, OWNER, quote.lines, NOW)
    assert statements == []


def test_each_branch_has_its_own(store: Store) -> None:
    with store.begin() as session:
        load(session, parse(shop_text(branches=BRANCHES, products=MUFFINS)))
        customers.set_branch(session, BOB, "pier", NOW)
        assert (left(session, ANN), left(session, BOB)) == (5, 2)
        assert left(session, "") == 7  # nobody is served: all together
        assert lies(session, "muffin") == {"mill": 5, "pier": 2}
        order = placed(session, BOB, held(session, BOB, 2), None, NOW)
        assert lies(session, "muffin") == {"mill": 5, "pier": 0}
        assert left(session, ANN) == 5
        orders.cancel(session, order, LATER)
        assert lies(session, "muffin") == {"mill": 5, "pier": 2}


def test_the_staff_counts_by_branch(store: Store) -> None:
    with store.begin() as session:
        load(session, parse(shop_text(branches=BRANCHES, products=MUFFINS)))
        with pytest.raises(BranchNeeded, match="say for which branch: mill, pier"):
            stock_count.count(session, "muffin", 9)
        assert stock_count.count(session, "muffin", 9, "pier").stock == 9
        assert lies(session, "muffin") == {"mill": 5, "pier": 9}
        stock_count.count(session, "water", 3, "mill")
        assert lies(session, "water") == {"mill": 3, "pier": 0}
        stock_count.count(session, "water", None)
        assert lies(session, "water") is None


def test_tills_that_read_back_at_once_hold_no_piece_twice(store: Store, url: str) -> None:
    """Six customers want two of five; who is told that it is theirs gets it, even if all say yes at once."""
    buyers = [f"alexa:{number}" for number in range(6)]
    with store.begin() as session:
        for owner in buyers:
            cart.add(session, owner, "muffin", 2, (), NOW)
    start = Barrier(len(buyers))

    def buy(owner: str) -> str:
        with Store.open(url, busy_ms=30_000) as till:
            start.wait()
            try:
                with till.begin() as session:
                    version = held(session, owner, 2)
            except OutOfStock:
                return "refused"
            with till.begin() as session:  # raises if what was held could not be sold
                placed(session, owner, version, None, LATER)
            return "sold"

    with ThreadPoolExecutor(len(buyers)) as tills:
        found = sorted(tills.map(buy, buyers))
    assert found == ["refused"] * 4 + ["sold"] * 2
    with store.begin() as session:
        assert left(session, ANN) == 1
