"""What is usual: whole orders before single lines, the newest before the older, and nothing that was cancelled."""

from sqlalchemy.orm import Session

from models import cart, checkout, orders, reorders
from models.catalog import ChoiceRef
from models.order_tables import Order
from models.usual import LATEST, usual
from tests.models.test_cart import put, shown
from tests.models.world import LARGE, LATER, NOW, OAT, OWNER, SMALL


def order(session: Session, *lines: tuple[str, int, tuple[ChoiceRef, ...]]) -> Order:
    for product, quantity, choices in lines:
        put(session, product, quantity, *choices)
    return checkout.place(
        session, OWNER, checkout.quote(session, OWNER, NOW).cart_version, None, NOW
    )


LATTE = ("latte", 1, (LARGE, OAT))
WATER = ("water", 2, ())
MUFFIN = ("muffin", 1, ())


def found(session: Session) -> tuple[list[tuple[int, str]], int] | None:
    session.expire_all()
    one = usual(session, OWNER)
    if one is None:
        return None
    return [(line.quantity, line.product_id) for line in one.lines], one.times


def test_who_never_ordered_has_none(session: Session) -> None:
    assert found(session) is None


def test_of_orders_that_came_once_each_it_is_the_last(session: Session) -> None:
    order(session, LATTE)
    order(session, WATER)
    assert found(session) == ([(2, "water")], 1)


def test_it_is_the_order_that_came_most_and_its_lines_in_any_order(session: Session) -> None:
    order(session, LATTE, WATER)
    order(session, WATER, LATTE)
    order(session, MUFFIN)
    assert found(session) == ([(2, "water"), (1, "latte")], 2)


def test_another_size_is_not_the_same(session: Session) -> None:
    order(session, LATTE)
    order(session, ("latte", 1, (SMALL, OAT)))
    order(session, LATTE)
    one = usual(session, OWNER)
    assert one
    assert [choice.choice for choice in one.lines[0].choices] == ["large", "oat_milk"]


def test_where_no_order_came_twice_it_is_what_stood_in_most(session: Session) -> None:
    order(session, LATTE)
    order(session, LATTE, WATER)
    order(session, LATTE, MUFFIN)
    assert found(session) == ([(1, "latte")], 3)


def test_what_was_cancelled_or_is_long_ago_does_not_count(session: Session) -> None:
    for _ in range(2):
        orders.cancel(session, order(session, MUFFIN), NOW)
    order(session, WATER)
    assert found(session) == ([(2, "water")], 1)
    for _ in range(LATEST):
        order(session, LATTE)
    assert found(session) == ([(1, "latte")], LATEST)


def test_each_change_goes_to_what_offers_it_and_one_undo_takes_all_back(session: Session) -> None:
    bought = order(session, ("latte", 1, (LARGE,)), ("beans", 1, ()))
    changes = [OAT, ChoiceRef("bag", "large_bag")]
    again = reorders.reorder(session, OWNER, bought, LATER, changes)
    assert not again.left_out
    assert shown(session) == [(1, "latte", ["large", "oat_milk"]), (1, "beans", ["large_bag"])]
    cart.undo(session, OWNER, LATER)
    assert shown(session) == []
