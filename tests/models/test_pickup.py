"""When an order can be picked up: at once while the branch is open, else when it opens; at agreed times with room."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from models import cart, checkout, counters, customers, orders, place
from models.base import Store
from models.catalog_import import load, parse
from models.errors import BranchClosed, EmptyCart, PickupTaken, UnknownBranch
from models.fulfilment import OrderStatus
from models.order_tables import Order
from models.promises import Promise, free_times, promise
from tests.models.world import BRANCHES, OWNER, shop_text

MILL, PIER = BRANCHES
ANN, BOB, CARL = "alexa:ann", "alexa:bob", "alexa:carl"
PICKUP = orders.Fulfilment.PICKUP


def at(clock: str, day: int = 2) -> datetime:
    """A time of March 2026; the 2nd is a Monday."""
    return datetime.fromisoformat(f"2026-03-{day:02} {clock}").replace(tzinfo=UTC)


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    """A transaction on a shop of two branches."""
    with store.begin() as session:
        load(session, parse(shop_text(branches=BRANCHES)))
        yield session


def buy(session: Session, owner: str, now: datetime, wish: datetime | None = None) -> Order:
    cart.add(session, owner, "water", 1, (), now)
    cart.pick_up(session, owner, wish, now)
    version = checkout.quote(session, owner, now).cart_version
    promised = checkout.promise(session, owner, now)
    return checkout.place(session, owner, version, None, now, promised=promised)


@pytest.mark.parametrize(
    ("now", "ready", "agreed"),
    [
        (at("09:00"), at("09:10"), None),
        (
            at("07:55"),
            at("08:15"),
            at("08:15"),
        ),  # opens at eight; made by 8:10, and slots are quarters
        (at("11:45"), at("11:55"), None),
        (at("11:55"), at("13:15"), at("13:15")),  # closes before it could be ready
        (at("19:00"), at("08:15", 3), at("08:15", 3)),
        (at("23:50", 7), at("00:00", 8), None),  # Saturday, open past midnight
        (at("01:55", 8), at("08:15", 9), at("08:15", 9)),
    ],
)
def test_an_order_is_promised_while_the_branch_is_open(
    session: Session, now: datetime, ready: datetime, agreed: datetime | None
) -> None:
    order = buy(session, ANN, now)
    assert (order.branch_id, order.promised_at, order.pickup_at) == ("mill", ready, agreed)
    assert orders.expected(session, order) == ready


def test_each_branch_has_a_queue_of_its_own(session: Session) -> None:
    for visitor in range(4):
        buy(session, f"alexa:{visitor}", at("09:00"))
    customers.set_branch(session, BOB, "pier", at("09:00"))
    assert promise(session, ANN, PICKUP, at("09:00")).at == at("09:20")
    assert promise(session, BOB, PICKUP, at("09:00")) == Promise(at("09:10"), None, "pier")


def test_an_agreed_time_is_the_next_slot_with_room(session: Session) -> None:
    first, second = (buy(session, who, at("09:00"), at("16:52")) for who in (ANN, BOB))
    assert (first.pickup_at, second.pickup_at) == (at("17:00"), at("17:00"))
    assert buy(session, CARL, at("09:00"), at("16:52")).pickup_at == at("17:15")
    assert free_times(session, CARL, at("16:50"), at("09:00"), 3) == [
        at("17:15"),
        at("17:30"),
        at("17:45"),
    ]
    orders.cancel(session, first, at("09:05"))
    assert free_times(session, CARL, at("16:50"), at("09:00"), 1) == [at("17:00")]
    second.move_to(OrderStatus.PREPARING, at("16:00"), orders.Actor.STAFF)
    second.move_to(OrderStatus.READY, at("16:30"), orders.Actor.STAFF)
    buy(session, ANN, at("16:40"), at("17:00"))
    assert free_times(session, CARL, at("17:00"), at("16:40"), 1) == [at("17:15")]


def test_what_is_agreed_for_later_keeps_nobody_waiting_now(session: Session) -> None:
    for visitor in range(6):
        buy(session, f"alexa:{visitor}", at("09:00"), at("17:00"))
    assert promise(session, ANN, PICKUP, at("09:00")).at == at("09:10")


def test_a_wish_that_cannot_be_kept_is_as_soon_as_possible_or_when_it_opens(
    session: Session,
) -> None:
    assert promise(session, ANN, PICKUP, at("09:00"), at("09:05")).agreed is None
    assert promise(session, ANN, PICKUP, at("09:00"), at("12:30")).agreed == at("13:15")


def test_a_time_that_was_read_out_is_kept_or_told(session: Session) -> None:
    buy(session, ANN, at("09:00"), at("17:00"))
    cart.add(session, BOB, "water", 1, (), at("09:00"))
    cart.pick_up(session, BOB, at("17:00"), at("09:00"))
    promised = checkout.promise(session, BOB, at("09:00"))
    assert promised.agreed == at("17:00")
    buy(session, CARL, at("09:01"), at("17:00"))
    version = checkout.quote(session, BOB, at("09:02")).cart_version
    with pytest.raises(PickupTaken) as refusal:
        checkout.place(session, BOB, version, None, at("09:02"), promised=promised)
    assert refusal.value.offered == at("17:15")


def test_a_new_time_makes_a_yes_to_the_old_one_void(session: Session) -> None:
    cart.add(session, ANN, "water", 1, (), at("09:00"))
    before = checkout.quote(session, ANN, at("09:00")).cart_version
    cart.pick_up(session, ANN, at("17:00"), at("09:00"))
    assert checkout.quote(session, ANN, at("09:00")).cart_version > before
    with pytest.raises(EmptyCart):
        cart.pick_up(session, BOB, at("17:00"), at("09:00"))


def test_a_branch_that_never_opens_again_takes_no_orders(store: Store) -> None:
    gone = MILL | {"hours": "2026 Mar 02 08:00-12:00"}
    with store.begin() as session:
        load(session, parse(shop_text(branches=[gone])))
        with pytest.raises(BranchClosed, match="Mill takes no orders"):
            promise(session, ANN, PICKUP, at("12:00"))
        assert free_times(session, ANN, at("12:00"), at("12:00"), 3) == []


def test_where_somebody_buys(session: Session) -> None:
    counters.put(session, "till", "pier")
    with pytest.raises(UnknownBranch):
        counters.put(session, "till", "quay")
    found = [place.here(session, who) for who in ("counter:till:1", "counter:other:1", ANN)]
    assert [one and one.id for one in found] == ["pier", "mill", "mill"]
    assert place.here(session) is None
    place.serve(session, "counter:till:2", at("09:00"))
    assert (place.here(session) or MILL).id == "pier"  # type: ignore[union-attr]
    assert place.at(session, "mill") is place.here(session)


def test_a_branch_that_is_given_up_serves_nobody(store: Store) -> None:
    for branches, served in (
        (BRANCHES, "pier"),
        ([MILL], "mill"),
        ([MILL, PIER | {"id": "x"}], "mill"),
    ):
        with store.begin() as session:
            load(session, parse(shop_text(branches=branches)))
            customers.set_branch(session, ANN, "pier", at("09:00"))
            found = place.here(session, ANN)
            assert found is not None
            assert found.id == served


def test_a_shop_that_is_one_place_is_always_open_and_agrees_on_times(store: Store) -> None:
    with store.begin() as session:
        order = buy(session, OWNER, at("03:00"))
        assert (order.branch_id, order.pickup_at, order.promised_at) == (None, None, at("03:10"))
        agreed = buy(session, ANN, at("03:00"), at("05:02"))
        assert (agreed.pickup_at, agreed.promised_at) == (at("05:05"), at("05:05"))


def test_tills_that_sell_at_once_do_not_sell_one_slot_twice(store: Store, url: str) -> None:
    now, wish, buyers = at("09:00"), at("17:00"), [f"alexa:{number}" for number in range(4)]
    with store.begin() as session:
        load(session, parse(shop_text(branches=BRANCHES)))
        for owner in buyers:
            cart.add(session, owner, "water", 1, (), now)
            cart.pick_up(session, owner, wish, now)
    start = Barrier(len(buyers))

    def sell(owner: str) -> datetime | None:
        promised = Promise(wish, wish, "mill")
        start.wait()
        try:
            with Store.open(url, busy_ms=30_000) as till, till.begin() as session:
                return checkout.place(session, owner, 2, None, now, promised=promised).pickup_at
        except PickupTaken as taken:
            assert taken.offered == wish + timedelta(minutes=15)
            return None

    with ThreadPoolExecutor(len(buyers)) as tills:
        sold = list(tills.map(sell, buyers))
    assert sorted(sold, key=str) == [wish, wish, None, None]
