"""Pickup and delivery, promises from the queue, payment and refunds, and who may do what."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from models import addresses, checkout, orders, payments
from models.base import Store
from models.browse import get_product
from models.catalog_import import load, parse
from models.errors import IllegalMove, NoAddress, NotDelivered, RefundInvalid
from models.fulfilment import TRANSITIONS, Actor, Fulfilment, OrderStatus, following
from models.orders import Order
from tests.models.test_cart import put
from tests.models.test_checkout import bought
from tests.models.world import LATER, NOW, OWNER, SHOP, shop_text

PICKUP, DELIVERY = Fulfilment
RECEIVED, PREPARING, READY = OrderStatus.RECEIVED, OrderStatus.PREPARING, OrderStatus.READY
CANCELLED = OrderStatus.CANCELLED
STREET = "1 Main Street"


def delivering(session: Session) -> None:
    """Let the shop deliver, on a way of 20 minutes, and make two orders at a time."""
    shop = SHOP["shop"] | {"delivery_minutes": 20, "pickup_minutes": 10, "at_once": 2}
    load(session, parse(shop_text(shop=shop)))


def delivery(session: Session) -> Order:
    """Have something brought."""
    put(session, "water")
    return checkout.place(session, OWNER, 1, "Ann", NOW, DELIVERY)


def staffed(session: Session, order: Order, *statuses: OrderStatus) -> None:
    for status in statuses:
        orders.move(session, order.number, status, LATER, "Kim")


@pytest.mark.parametrize("fulfilment", Fulfilment)
def test_every_order_can_come_to_its_end_and_to_no_other(fulfilment: Fulfilment) -> None:
    reached: set[OrderStatus | None] = {None}
    while more := {
        status
        for one in reached
        for status in following(one, fulfilment, Actor.STAFF)
        if status not in reached
    }:
        reached |= more
    ends = {status for status in reached if not TRANSITIONS[status]}
    end = OrderStatus.COLLECTED if fulfilment is PICKUP else OrderStatus.DELIVERED
    assert ends == {end, CANCELLED}


def test_a_delivery_goes_to_the_address_on_file_and_nowhere_else(session: Session) -> None:
    delivering(session)
    with pytest.raises(NoAddress):
        delivery(session)
    assert orders.last(session, OWNER) is None
    addresses.note(session, OWNER, STREET, NOW)
    order = checkout.place(session, OWNER, 1, "Ann", NOW, DELIVERY)
    addresses.forget(session, OWNER)
    assert (order.fulfilment, order.address) == (DELIVERY, STREET)
    with pytest.raises(IllegalMove):
        staffed(session, order, PREPARING, READY, OrderStatus.COLLECTED)
    staffed(session, order, OrderStatus.ON_THE_WAY, OrderStatus.DELIVERED)
    assert not order.is_open
    assert order.paid_at == LATER


def test_a_shop_that_does_not_deliver_says_so(session: Session) -> None:
    addresses.note(session, OWNER, STREET, NOW)
    with pytest.raises(NotDelivered, match="Test Bar"):
        delivery(session)


def test_the_longer_the_queue_the_later_the_promise(session: Session) -> None:
    delivering(session)
    addresses.note(session, OWNER, STREET, NOW)
    placed = [bought(session) for _ in range(4)]
    minutes = [
        (orders.expected(session, one) - one.placed_at) / timedelta(minutes=1) for one in placed
    ]
    assert minutes == [10, 10, 20, 20]
    staffed(session, placed[0], PREPARING, READY)
    orders.cancel(session, placed[1], LATER)
    brought = delivery(session)
    assert brought.promised_at == NOW + timedelta(minutes=20 + 20)


def test_an_order_from_before_promises_has_the_shops_usual_one(session: Session) -> None:
    order = bought(session)
    order.promised_at = None
    assert orders.expected(session, order) == NOW + timedelta(minutes=10)


def test_customers_cancel_until_it_is_prepared_and_the_staff_until_it_is_gone(
    session: Session,
) -> None:
    order = bought(session, "muffin")
    staffed(session, order, PREPARING)
    with pytest.raises(IllegalMove) as refusal:
        orders.cancel(session, order, LATER)
    assert refusal.value.allowed == ()
    staffed(session, order, CANCELLED)
    assert (order.steps[-1].actor, order.steps[-1].who) == (Actor.STAFF, "Kim")
    assert get_product(session, "muffin").stock == 4, "what was made is not on the shelf again"


def test_what_was_paid_is_given_back_with_the_order(session: Session) -> None:
    order = bought(session)
    payments.pay(session, order.number, NOW)
    payments.refund(session, order.number, 100, LATER, "Kim")
    orders.cancel(session, order, LATER)
    assert [(step.status, step.refund) for step in order.steps] == [
        (RECEIVED, None),
        (RECEIVED, 100),
        (CANCELLED, order.total - 100),
    ]
    assert order.refunded == order.total


def test_nothing_is_given_back_that_was_not_paid(session: Session) -> None:
    order = bought(session)
    with pytest.raises(RefundInvalid) as refusal:
        payments.refund(session, order.number, 1, LATER)
    assert refusal.value.highest == 0
    orders.cancel(session, order, LATER)
    assert order.refunded == 0


@pytest.mark.parametrize("amount", [-1, 0, 10**9])
def test_no_more_is_given_back_than_was_paid(session: Session, amount: int) -> None:
    order = bought(session)
    staffed(session, order, PREPARING, READY, OrderStatus.COLLECTED)
    payments.refund(session, order.number, order.total - 1, LATER)
    with pytest.raises(RefundInvalid) as refusal:
        payments.refund(session, order.number, amount, LATER)
    assert refusal.value.highest == 1


def test_an_order_cancelled_and_prepared_at_once_is_one_of_both(store: Store, url: str) -> None:
    with store.begin() as session:
        order_id = bought(session, "muffin").id
    start = Barrier(2)

    def take(number: int) -> bool:
        with Store.open(url, busy_ms=30_000) as till:
            start.wait()
            try:
                with till.begin() as session:
                    if number:
                        orders.cancel(session, orders.get(session, order_id), LATER)
                    else:
                        orders.move(session, 100, PREPARING, LATER)
            except IllegalMove:
                return False
            return True

    with ThreadPoolExecutor(2) as tills:
        assert sorted(tills.map(take, range(2))) == [False, True]
    with store.read() as session:
        order = orders.get(session, order_id)
        assert len(order.steps) == 2
        back = order.status is CANCELLED
        assert get_product(session, "muffin").stock == (5 if back else 4)
