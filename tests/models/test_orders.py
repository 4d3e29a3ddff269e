"""Orders are found, moved along the table, cancelled, and ordered again."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import cart, checkout, orders, reorders
from models.base import Store
from models.browse import get_product
from models.catalog_import import load, parse
from models.errors import IllegalMove, OutOfStock, UnknownOrder
from models.fulfilment import OPEN, TRANSITIONS, Actor, Fulfilment, OrderStatus, following
from models.orders import Order
from tests.models.test_cart import put, shown
from tests.models.test_checkout import bought
from tests.models.world import LARGE, LATER, NOW, OAT, OWNER, SHOP, shop_text, shop_with

RECEIVED, PREPARING, READY, ON_THE_WAY, COLLECTED, DELIVERED, CANCELLED = OrderStatus
STAFF, CUSTOMER = Actor.STAFF, Actor.CUSTOMER
WAYS: dict[OrderStatus, list[OrderStatus]] = {
    RECEIVED: [],
    PREPARING: [PREPARING],
    READY: [PREPARING, READY],
    ON_THE_WAY: [PREPARING, READY, ON_THE_WAY],
    COLLECTED: [PREPARING, READY, COLLECTED],
    DELIVERED: [PREPARING, READY, ON_THE_WAY, DELIVERED],
    CANCELLED: [CANCELLED],
}


def order_at(session: Session, status: OrderStatus) -> Order:
    """Buy something and walk the order to a status."""
    order = bought(session, "muffin")
    if status in (ON_THE_WAY, DELIVERED):
        order.fulfilment = Fulfilment.DELIVERY
    for step in WAYS[status]:
        order.move_to(step, LATER, STAFF)
    return order


def test_the_table_has_a_row_for_every_status() -> None:
    assert set(TRANSITIONS) == {None, *OrderStatus}
    assert OPEN == (RECEIVED, PREPARING, READY, ON_THE_WAY)


@pytest.mark.parametrize("actor", Actor)
@pytest.mark.parametrize(("current", "wanted"), list(product(OrderStatus, OrderStatus)))
def test_an_order_moves_as_the_table_allows_and_not_otherwise(
    session: Session, current: OrderStatus, wanted: OrderStatus, actor: Actor
) -> None:
    order = order_at(session, current)
    steps = len(order.steps)
    allowed = following(current, order.fulfilment, actor)
    if wanted in allowed:
        step = order.move_to(wanted, LATER, actor, "Kim")
        assert order.status is wanted
        assert order.steps[-1] is step
        assert (step.status, step.at, step.actor, step.who) == (wanted, LATER, actor, "Kim")
        return
    with pytest.raises(IllegalMove) as refusal:
        order.move_to(wanted, LATER, actor)
    assert (refusal.value.current, refusal.value.wanted) == (current.value, wanted.value)
    assert refusal.value.allowed == allowed
    assert (order.status, len(order.steps)) == (current, steps)


def test_nothing_but_move_to_writes_the_status(session: Session) -> None:
    with pytest.raises(AttributeError):
        bought(session).status = READY  # type: ignore[misc]


def test_the_history_of_an_order_is_kept(store: Store) -> None:
    with store.begin() as session:
        number = order_at(session, COLLECTED).number
    with store.begin() as session:
        order = orders.find(session, number, "Ann", LATER, OWNER)
        assert [step.status for step in order.steps] == [RECEIVED, PREPARING, READY, COLLECTED]


def test_open_orders_are_the_owners_newest_first(session: Session) -> None:
    first, second = bought(session), bought(session)
    done = order_at(session, COLLECTED)
    order_at(session, CANCELLED)
    bought(session, owner="counter:visit-2")
    assert orders.open_orders(session, OWNER) == [second, first]
    assert not done.is_open
    last = orders.last(session, OWNER)
    assert last is not None
    assert last.status is CANCELLED
    assert orders.last(session, "counter:visit-3") is None


@pytest.mark.parametrize("name", ["Ann", "ann", " ANN ", "Ánn"])
def test_an_order_is_found_by_number_and_first_name(session: Session, name: str) -> None:
    order = bought(session)
    assert orders.find(session, order.number, name, LATER, OWNER) is order


@pytest.mark.parametrize(("number", "name"), [(100, "Bob"), (101, "Ann"), (100, ""), (-1, "Ann")])
def test_a_wrong_number_or_name_finds_nothing(session: Session, number: int, name: str) -> None:
    bought(session)
    with pytest.raises(UnknownOrder) as refusal:
        orders.find(session, number, name, LATER, OWNER)
    assert (refusal.value.number, refusal.value.first_name) == (number, name)


def test_an_order_without_a_name_is_not_found_by_any(session: Session) -> None:
    put(session, "water")
    order = checkout.place(session, OWNER, 1, None, NOW)
    with pytest.raises(UnknownOrder):
        orders.find(session, order.number, "", LATER, OWNER)


def test_of_two_orders_of_a_number_the_newest_is_found(session: Session) -> None:
    old = order_at(session, COLLECTED)
    new = bought(session)
    new.number = old.number
    session.flush()
    assert orders.find(session, old.number, "Ann", LATER, OWNER) is new


@pytest.mark.parametrize("status", OrderStatus)
def test_a_closed_order_is_found_for_half_a_day_and_an_open_one_always(
    session: Session, status: OrderStatus
) -> None:
    order = order_at(session, status)
    session.flush()
    last = order.steps[-1].at + orders.FOUND_FOR
    assert orders.find(session, order.number, "Ann", last, OWNER) is order
    late = last + timedelta(seconds=1)
    if status in OPEN:
        assert orders.find(session, order.number, "Ann", late, OWNER) is order
        return
    with pytest.raises(UnknownOrder):
        orders.find(session, order.number, "Ann", late, OWNER)


def test_an_owners_order_is_found_by_its_number_whether_open_or_closed(session: Session) -> None:
    closed, other = order_at(session, COLLECTED), bought(session, owner="counter:visit-2")
    session.flush()
    assert orders.own(session, OWNER, closed.number) is closed
    assert orders.own(session, OWNER, other.number) is None
    new = bought(session)
    new.number = closed.number
    session.flush()
    assert orders.own(session, OWNER, closed.number) is new


def test_two_open_orders_never_have_one_number(session: Session) -> None:
    first, second = bought(session), bought(session)
    with pytest.raises(IntegrityError), session.begin_nested():
        second.number = first.number


@pytest.mark.parametrize("minutes", [None, 1, 25, 240])
def test_an_order_is_expected_when_the_shop_promises(store: Store, minutes: int | None) -> None:
    said = {} if minutes is None else {"pickup_minutes": minutes}
    with store.begin() as session:
        load(session, parse(shop_text(shop=SHOP["shop"] | said)))
        order = bought(session)
        expected = orders.expected(session, order)
        assert expected == order.placed_at + timedelta(minutes=minutes or 10)


def test_cancelling_puts_the_products_back(session: Session) -> None:
    put(session, "muffin", 3)
    put(session, "water", 2)
    order = checkout.place(session, OWNER, 2, "Ann", NOW)
    session.expire_all()
    assert get_product(session, "muffin").stock == 2
    orders.cancel(session, order, LATER)
    session.expire_all()
    assert order.status is CANCELLED
    assert get_product(session, "muffin").stock == 5
    assert get_product(session, "water").stock is None
    with pytest.raises(IllegalMove):
        orders.cancel(session, order, LATER)
    session.expire_all()
    assert get_product(session, "muffin").stock == 5


def test_what_is_being_made_cannot_be_cancelled(session: Session) -> None:
    order = order_at(session, PREPARING)
    with pytest.raises(IllegalMove):
        orders.cancel(session, order, LATER)
    assert order.status is PREPARING


def test_the_shop_moves_orders_by_their_numbers(session: Session) -> None:
    order = bought(session, "muffin")
    assert orders.move(session, order.number, PREPARING, LATER) is order
    assert order.status is PREPARING
    with pytest.raises(IllegalMove):
        orders.move(session, order.number, COLLECTED, LATER)
    with pytest.raises(UnknownOrder):
        orders.move(session, 999, READY, LATER)


def test_cancelling_by_number_puts_the_products_back_too(session: Session) -> None:
    order = bought(session, "muffin")
    orders.move(session, order.number, CANCELLED, LATER)
    session.expire_all()
    assert get_product(session, "muffin").stock == 5


def test_of_two_orders_of_a_number_the_open_one_is_moved(session: Session) -> None:
    first = bought(session)
    closed = order_at(session, CANCELLED)
    closed.number = first.number
    session.flush()
    assert orders.move(session, first.number, PREPARING, LATER) is first


def test_orders_are_listed_newest_first_by_status(session: Session) -> None:
    received, ready = bought(session), order_at(session, READY)
    newest = bought(session, owner="counter:visit-2")
    assert orders.listing(session) == [newest, ready, received]
    assert orders.listing(session, READY) == [ready]
    assert orders.listing(session, limit=1) == [newest]


def test_an_order_is_fetched_by_its_id(session: Session) -> None:
    order = bought(session)
    assert orders.get(session, order.id) is order


def test_the_same_again_is_put_into_the_cart_at_prices_of_now(session: Session) -> None:
    put(session, "latte", 8 - 2, LARGE, OAT)
    put(session, "water")
    order = checkout.place(session, OWNER, 2, None, NOW)
    load(session, parse(shop_with("latte", price=500)))
    again = reorders.reorder(session, OWNER, order, LATER)
    assert [(line.product_id, line.unit_price) for line in again.lines] == [
        ("latte", 670),
        ("water", 195),
    ]
    assert again.left_out == ()
    assert shown(session) == [(6, "latte", ["large", "oat_milk"]), (1, "water", [])]


def test_what_cannot_be_had_again_is_left_out_and_said(session: Session) -> None:
    put(session, "muffin", 5)
    put(session, "water")
    order = checkout.place(session, OWNER, 2, None, NOW)
    session.expire_all()
    again = reorders.reorder(session, OWNER, order, LATER)
    assert [line.product_id for line in again.lines] == ["water"]
    assert [(name, type(error)) for name, error in again.left_out] == [("muffin", OutOfStock)]
    assert shown(session) == [(1, "water", [])]
    cart.undo(session, OWNER, LATER)
    assert shown(session) == []


@pytest.fixture
def many(store: Store) -> Iterator[Store]:
    """A store with ten orders."""
    with store.begin() as session:
        for _ in range(10):
            bought(session)
    yield store


def test_many_orders_cost_no_more_queries_than_one(many: Store, statements: list[str]) -> None:
    with many.begin() as session:
        found = orders.open_orders(session, OWNER)
        assert len([line.product_name for order in found for line in order.lines]) == 10
    assert len([one for one in statements if one.startswith("SELECT")]) == 1
    assert not any("order_step" in one for one in statements)
