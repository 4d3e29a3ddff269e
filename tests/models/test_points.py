"""Points: earned, spent, taken and given back; a ledger whose sum is right at any time, and which no race can overdraw."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import cart, checkout, events, orders, payments, privacy
from models.base import Store
from models.catalog_import import load, parse
from models.errors import CartChanged, CatalogueInvalid, EmptyCart
from models.events import Event
from models.order_tables import Order, OrderStep
from models.orders import OrderStatus
from models.pricing import coupons, points, purse
from models.pricing.errors import (
    NoPoints,
    NothingToPay,
    PointsGone,
    PointsNeedAccount,
    PointsTooFew,
)
from models.pricing.points import POINTS_ENTRY, Kind
from tests.models.world import LATER, NOW, SHOP, shop_text

ANN = "alexa:ann"
VISIT = "counter:till:turn-1"
RULES: dict[str, Any] = {"points": 10, "spent": 100, "value": 2, "minimum": 30, "expires_days": 30}
MONTH = timedelta(days=30)


def with_rules(**changes: Any) -> str:
    return shop_text(shop=SHOP["shop"] | {"loyalty": RULES | changes})


@pytest.fixture
def shop(store: Store) -> Store:
    """The small shop, which gives ten points for a dollar; each pays two cents."""
    with store.begin() as session:
        load(session, parse(with_rules()))
    return store


def buy(session: Session, now: datetime = NOW, pieces: int = 4, owner: str = ANN) -> Order:
    """Buy waters, of 195 each."""
    cart.add(session, owner, "water", pieces, [], now)
    quote = checkout.quote(session, owner, now)
    told = quote.cost.total
    return checkout.place(session, owner, quote.cart_version, None, now, told=told)


def hand_over(session: Session, order: Order, now: datetime) -> None:
    for status in (OrderStatus.PREPARING, OrderStatus.READY, OrderStatus.COLLECTED):
        orders.move(session, order.number, status, now)


def earned(session: Session, now: datetime = NOW, pieces: int = 4) -> Order:
    order = buy(session, now, pieces)
    hand_over(session, order, now)
    return order


def rows(session: Session) -> list[tuple[str, int]]:
    found = session.execute(select(POINTS_ENTRY).order_by(POINTS_ENTRY.c.id))
    return [(row.kind, row.points) for row in found]


def test_points_are_earned_when_the_order_is_handed_over(shop: Store) -> None:
    with shop.begin() as session:
        order = buy(session)
        assert (order.earns, points.balance(session, ANN, NOW)) == (78, 0)
        hand_over(session, order, NOW)
        assert purse.held(session, ANN, NOW).points == 78
        told = session.scalars(select(Event).where(Event.kind == "points.earned")).one()
        assert told.data == {"order": order.id, "number": order.number, "points": 78}


def test_points_end_after_their_time(shop: Store) -> None:
    with shop.begin() as session:
        earned(session)
        earned(session, NOW + timedelta(days=1), pieces=2)
        last = NOW + MONTH
        assert points.balance(session, ANN, last - timedelta(seconds=1)) == 117
        assert points.balance(session, ANN, last) == 39
        load(session, parse(with_rules(expires_days=None)))
        earned(session, last, pieces=1)
        assert points.balance(session, ANN, last + 1000 * MONTH) == 19


def test_points_pay_after_all_else_and_are_spent_with_the_order(shop: Store) -> None:
    with shop.begin() as session:
        earned(session)
        cart.add(session, ANN, "water", 2, [], NOW)
        cost = purse.use(session, ANN, NOW)
        assert (cost.points, sum(cost.by_points), cost.tax, cost.total) == (78, 156, 19, 253)
    with shop.begin() as session:
        quote = checkout.quote(session, ANN, NOW)
        order = checkout.place(session, ANN, quote.cart_version, None, NOW, told=253)
        assert (order.points, order.points_worth, order.discount, order.total) == (
            78,
            156,
            156,
            253,
        )
        assert [line.discount for line in order.lines] == [156]
        assert (points.balance(session, ANN, NOW), order.earns) == (0, 23)
        cart.add(session, ANN, "water", 1, [], NOW)
        assert checkout.quote(session, ANN, NOW).cost.points == 0  # a new cart, a new wish


def test_points_that_end_first_are_spent_first(shop: Store) -> None:
    tomorrow = NOW + timedelta(days=1)
    with shop.begin() as session:
        earned(session, tomorrow)
        load(session, parse(with_rules(expires_days=1)))
        earned(session, tomorrow, pieces=2)
        cart.add(session, ANN, "water", 1, [], tomorrow)
        purse.use(session, ANN, tomorrow)
        order = buy(session, tomorrow, pieces=1)  # one more is in the cart
        assert order.points == 117
        spent = [n for kind, n in rows(session) if kind == "spent"]
        assert spent == [-39, -78]


def test_a_cancelled_order_gives_its_points_back(shop: Store) -> None:
    with shop.begin() as session:
        earned(session)
        cart.add(session, ANN, "water", 1, [], NOW)
        purse.use(session, ANN, NOW)
        order = buy(session, pieces=1)
        assert points.balance(session, ANN, NOW) == 0
        orders.cancel(session, order, LATER)
        assert points.balance(session, ANN, NOW) == 78
        assert points.balance(session, ANN, NOW + MONTH) == 0
        kinds = session.scalars(select(Event.kind).where(Event.kind.like("points.%")))
        assert list(kinds) == ["points.earned", "points.spent", "points.given_back"]


def test_a_refund_takes_points_back_in_proportion(shop: Store) -> None:
    with shop.begin() as session:
        order = earned(session)
        payments.refund(session, order.number, order.total // 2, LATER)
        assert points.balance(session, ANN, LATER) == 39
        payments.refund(session, order.number, order.total - order.total // 2, LATER)
        assert points.balance(session, ANN, LATER) == 0
        assert rows(session) == [("earned", 78), ("taken_back", -39), ("taken_back", -39)]


def test_what_was_given_back_before_it_was_handed_over_earns_nothing(shop: Store) -> None:
    with shop.begin() as session:
        order = buy(session)
        payments.pay(session, order.number, NOW)
        payments.refund(session, order.number, order.total // 4, NOW)
        hand_over(session, order, NOW)
        assert points.balance(session, ANN, NOW) == 58


def test_points_that_were_spent_before_the_refund_are_owed(shop: Store) -> None:
    with shop.begin() as session:
        order = earned(session)
        cart.add(session, ANN, "water", 2, [], NOW)
        purse.use(session, ANN, NOW)
        buy(session, pieces=1)
        payments.refund(session, order.number, order.total, LATER)
        assert points.balance(session, ANN, LATER) == -78
        cart.add(session, ANN, "water", 1, [], LATER)
        with pytest.raises(PointsTooFew) as refused:
            purse.use(session, ANN, LATER)
        assert refused.value.have == 0
        assert points.balance(session, ANN, NOW + MONTH) == 0


def test_why_points_cannot_be_used(shop: Store) -> None:
    with shop.begin() as session:
        with pytest.raises(PointsNeedAccount):
            purse.held(session, VISIT, NOW)
        assert buy(session, owner=VISIT).earns == 0
        with pytest.raises(EmptyCart):
            purse.use(session, ANN, NOW)
        earned(session, pieces=1)
        cart.add(session, ANN, "water", 1, [], NOW)
        with pytest.raises(PointsTooFew):
            purse.use(session, ANN, NOW)
        earned(session, pieces=3)
        load(session, parse(with_rules(value=300)))
        cart.add(session, ANN, "water", 1, [], NOW)
        with pytest.raises(NothingToPay):
            purse.use(session, ANN, NOW)
        load(session, parse(shop_text()))
        with pytest.raises(NoPoints):
            purse.keep(session, ANN, NOW)


def test_points_pay_no_more_when_the_customer_wants_to_keep_them(shop: Store) -> None:
    with shop.begin() as session:
        earned(session)
        cart.add(session, ANN, "water", 1, [], NOW)
        purse.keep(session, ANN, NOW)
        purse.use(session, ANN, NOW)
        before = checkout.quote(session, ANN, NOW)
        purse.keep(session, ANN, NOW)
        with pytest.raises(CartChanged):
            checkout.place(session, ANN, before.cart_version, None, NOW)
        assert buy(session, pieces=1).points == 0


def test_the_best_coupon_is_found_also_where_points_would_pay_it_all(store: Store) -> None:
    tenth = {"id": "tenth", "name": "tenth coupon", "kind": "percent", "percent": 10}
    with store.begin() as session:
        text = shop_text(shop=SHOP["shop"] | {"loyalty": RULES | {"value": 10}}, offers=[tenth])
        load(session, parse(text))
        earned(session)
        cart.add(session, ANN, "water", 1, [], NOW)
        assert purse.use(session, ANN, NOW).points == 19
        found, cost = coupons.best(session, ANN, NOW)
        assert [one.id for one in found] == ["tenth"]
        assert (cost.points, cost.by_offers, cost.total) == (17, 20, 5)


def test_points_that_end_between_read_back_and_yes_are_told_anew(shop: Store) -> None:
    late = NOW + MONTH
    with shop.begin() as session:
        earned(session)
        cart.add(session, ANN, "water", 1, [], NOW)
        purse.use(session, ANN, NOW)
        quote = checkout.quote(session, ANN, NOW)
        told = quote.cost.total
        with pytest.raises(CartChanged):
            checkout.place(session, ANN, quote.cart_version, None, late, told=told)
        (refused,) = checkout.quote(session, ANN, late).cost.refused
        assert isinstance(refused, PointsTooFew)


def test_an_erased_customer_has_no_points_and_a_later_refund_makes_none(shop: Store) -> None:
    with shop.begin() as session:
        order = earned(session)
        held = privacy.everything(session, ANN)["points_entry"]
        assert [row["points"] for row in held] == [78]
        privacy.erase(session, ANN, LATER)
        payments.refund(session, order.number, order.total, LATER)
        assert session.scalar(select(func.count()).select_from(POINTS_ENTRY)) == 0


def test_entries_are_read_in_parts_newest_first(shop: Store) -> None:
    with shop.begin() as session:
        for _ in range(3):
            earned(session)
        first = points.entries(session, ANN, None, 2)
        rest = points.entries(session, ANN, first[-1].id, 2)
        assert [row.id for row in (*first, *rest)] == [3, 2, 1]
        assert {row.kind for row in first} == {Kind.EARNED}


def test_an_order_without_points_costs_no_statement_more(
    shop: Store, statements: list[str]
) -> None:
    with shop.begin() as session:
        cart.add(session, ANN, "water", 1, [], NOW)
        version = checkout.quote(session, ANN, NOW).cart_version
        statements.clear()
        checkout.place(session, ANN, version, None, NOW)
        assert not [one for one in statements if "points_entry" in one]


def spend(url: str, order_id: int, start: Barrier) -> str:
    """Spend the points of an order; whether there were enough."""
    with Store.open(url, busy_ms=30_000) as store:
        start.wait()
        try:
            with store.begin() as session:
                order = orders.get(session, order_id)
                order.points = 50
                points.spend(session, order, NOW)
        except PointsGone as gone:
            return f"{gone.have} left"
        return "spent"


def test_two_orders_at_once_do_not_spend_the_same_points(shop: Store, url: str) -> None:
    with shop.begin() as session:
        earned(session)
        made = [buy(session, pieces=1).id for _ in range(3)]
    start = Barrier(3)
    with ThreadPoolExecutor(3) as tills:
        became = list(tills.map(lambda one: spend(url, one, start), made))
    assert sorted(became) == ["28 left", "28 left", "spent"]
    with shop.begin() as session:
        assert points.balance(session, ANN, NOW) == 28


def check_out(url: str, start: Barrier) -> str:
    with Store.open(url, busy_ms=30_000) as store:
        start.wait()
        try:
            with store.begin() as session:
                checkout.place(session, ANN, 2, None, NOW)
        except (CartChanged, EmptyCart, PointsGone) as refused:
            return type(refused).__name__
        return "placed"


def test_two_checkouts_of_one_cart_at_once_spend_its_points_once(shop: Store, url: str) -> None:
    with shop.begin() as session:
        earned(session)
        cart.add(session, ANN, "water", 1, [], NOW)
        purse.use(session, ANN, NOW)
    start = Barrier(2)
    with ThreadPoolExecutor(2) as devices:
        became = list(devices.map(lambda _: check_out(url, start), range(2)))
    assert sorted(became) == ["EmptyCart", "placed"]
    with shop.begin() as session:
        assert points.balance(session, ANN, NOW) == 0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"value": 0}, "greater than or equal to 1"),
        ({"minimum": 0}, "greater than or equal to 1"),
        ({"expires_days": 0}, "greater than or equal to 1"),
        ({"per": 1}, "not permitted"),
    ],
)
def test_what_is_wrong_with_the_rules_is_named(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(CatalogueInvalid) as refused:
        parse(with_rules(**wrong))
    assert message in str(refused.value)
    assert "shop.loyalty" in str(refused.value)


def of_order(total: int, earns: int, refunds: Sequence[int]) -> Order:
    steps = [OrderStep(refund=one) for one in refunds]
    return Order(total=total, earns=earns, steps=steps)


@given(
    st.integers(1, 100_000), st.integers(0, 5_000), st.lists(st.integers(1, 100_000), max_size=5)
)
def test_however_money_is_given_back_in_parts_the_points_are_those_of_the_whole(
    total: int, earns: int, parts: list[int]
) -> None:
    refunds, left = [], total
    for part in parts:
        refunds.append(min(part, left))
        left -= refunds[-1]
    due = [points.due(of_order(total, earns, refunds[:n])) for n in range(len(refunds) + 1)]
    assert due == sorted(due, reverse=True)
    assert due[0] == earns
    assert due[-1] == points.due(of_order(total, earns, [total - left]))
    assert 0 <= due[-1] <= earns
    assert left or due[-1] == 0


def test_every_kind_is_told_to_the_staffs_systems() -> None:
    assert {f"points.{kind.value}" for kind in Kind} <= {kind.value for kind in events.Kind}
