"""At the till: the quote is what is paid, stock is taken, and the order is frozen."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from models import cart, checkout, order_numbers, orders
from models.base import Store
from models.browse import get_product
from models.cart import Totals
from models.catalog_import import load, parse
from models.errors import (
    CartChanged,
    EmptyCart,
    LineIncomplete,
    NoOrderNumber,
    OutOfStock,
)
from models.orders import Order, OrderStatus
from tests.models.test_cart import put, shown
from tests.models.world import LARGE, LATER, NOW, OAT, OWNER, SMALL, shop_text, shop_with


def bought(session: Session, product: str = "water", owner: str = OWNER) -> Order:
    """Buy one piece of something."""
    cart.add(session, owner, product, 1, (), NOW)
    version = checkout.quote(session, owner, NOW).cart_version
    return checkout.place(session, owner, version, "Ann", NOW)


def test_a_quote_says_what_is_bought_for_how_much_and_from_whom(session: Session) -> None:
    put(session, "latte", 2, LARGE, OAT)
    put(session, "water")
    quote = checkout.quote(session, OWNER, NOW)
    assert quote.totals == Totals(1335, 110, 1445)
    assert [line.product_id for line in quote.lines] == ["latte", "water"]
    assert (quote.seller, quote.cart_version) == ("Test Bar", 2)


def test_asking_again_gives_the_same_quote(session: Session) -> None:
    put(session, "latte", 2, LARGE)
    assert checkout.quote(session, OWNER, NOW) == checkout.quote(session, OWNER, NOW)


def test_an_empty_cart_cannot_be_bought(session: Session) -> None:
    with pytest.raises(EmptyCart):
        checkout.quote(session, OWNER, NOW)
    line = put(session, "water")
    cart.remove(session, OWNER, line.id, now=NOW)
    with pytest.raises(EmptyCart):
        checkout.place(session, OWNER, 2, None, NOW)


def test_an_open_choice_is_asked_for(session: Session) -> None:
    line = put(session, "latte", 1, OAT)
    with pytest.raises(LineIncomplete) as refusal:
        checkout.quote(session, OWNER, NOW)
    assert (refusal.value.line, refusal.value.group.id) == (line.id, "size")
    assert [one.name for one in refusal.value.offered] == ["small", "medium", "large"]


def test_an_order_is_the_cart_frozen(store: Store) -> None:
    with store.begin() as session:
        put(session, "latte", 2, LARGE, OAT)
        put(session, "beans")
        placed = checkout.place(session, OWNER, 2, "Ann", NOW)
    with store.begin() as session:
        load(session, parse(shop_with("latte", name="milky coffee", price=100)))
        order = orders.find(session, placed.number, "Ann", NOW, OWNER)
        assert (order.subtotal, order.tax, order.total) == (2135, 176, 2311)
        assert (order.owner, order.first_name, order.placed_at) == (OWNER, "Ann", NOW)
        assert (order.seller, order.currency) == ("Test Bar", "USD")
        frozen = [
            (one.product_name, one.quantity, one.unit_price, one.total) for one in order.lines
        ]
        assert frozen == [("latte", 2, 570, 1140), ("coffee beans", 1, 995, 995)]
        names = [[choice.name for choice in line.choices] for line in order.lines]
        assert names == [["large", "oat milk"], ["small bag"]]


def test_the_cart_is_gone_and_the_next_one_starts_clean(session: Session) -> None:
    bought(session)
    assert cart.current(session, OWNER) is None
    with pytest.raises(EmptyCart):
        checkout.place(session, OWNER, 1, "Ann", NOW)
    put(session, "muffin")
    assert shown(session) == [(1, "muffin", [])]


def test_a_yes_to_another_version_buys_nothing(session: Session) -> None:
    put(session, "muffin", 1)
    version = checkout.quote(session, OWNER, NOW).cart_version
    put(session, "muffin", 1)
    with pytest.raises(CartChanged) as refusal:
        checkout.place(session, OWNER, version, None, NOW)
    assert (refusal.value.expected, refusal.value.version) == (version, version + 1)
    assert orders.last(session, OWNER) is None
    assert get_product(session, "muffin").stock == 5


def test_counted_stock_is_taken_over_all_lines_and_uncounted_is_not(session: Session) -> None:
    put(session, "muffin", 2)
    put(session, "water", 2)
    checkout.place(session, OWNER, 2, None, NOW)
    session.expire_all()
    assert get_product(session, "muffin").stock == 3
    assert get_product(session, "water").stock is None


def test_what_was_sold_meanwhile_is_told_before_the_yes(session: Session) -> None:
    put(session, "muffin", 4)
    put(session, "water")
    load(session, parse(shop_with("muffin", stock=3)))
    for act in (
        lambda: checkout.quote(session, OWNER, NOW),
        lambda: checkout.place(session, OWNER, 2, None, NOW),
    ):
        with pytest.raises(OutOfStock) as refusal:
            act()
        assert (refusal.value.wanted, refusal.value.left) == (4, 3)
    assert shown(session) == [(4, "muffin", []), (1, "water", [])]


def test_stock_that_goes_at_the_last_moment_leaves_nothing_half_bought(store: Store) -> None:
    with store.begin() as session:
        load(session, parse(shop_with("water", stock=9)))
        put(session, "muffin", 4)
        put(session, "water", 2)
    with store.begin() as session:
        version = checkout.quote(session, OWNER, NOW).cart_version
        # Behind the session's back, as another till on another database connection would.
        session.execute(text("UPDATE product SET stock = 1 WHERE id = 'water'"))
        with pytest.raises(OutOfStock) as refusal:
            checkout.place(session, OWNER, version, None, NOW)
        assert (refusal.value.product.id, refusal.value.left) == ("water", 1)
    with store.begin() as session:
        assert get_product(session, "muffin").stock == 5
        assert orders.last(session, OWNER) is None
        assert shown(session) == [(4, "muffin", []), (2, "water", [])]


def test_numbers_count_up_and_start_again(session: Session) -> None:
    first = bought(session)
    assert (first.number, bought(session).number) == (100, 101)
    session.execute(text("UPDATE order_counter SET last = 998"))
    session.expire_all()
    assert bought(session).number == 999
    assert bought(session).number == 102
    orders.cancel(session, first, LATER)
    session.execute(text("UPDATE order_counter SET last = 999"))
    session.expire_all()
    assert bought(session).number == 100


def test_there_may_be_no_number_left(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_numbers, "LAST_NUMBER", 101)
    bought(session)
    bought(session)
    put(session, "muffin")
    version = checkout.quote(session, OWNER, NOW).cart_version
    with pytest.raises(NoOrderNumber) as refusal:
        checkout.place(session, OWNER, version, None, NOW)
    assert refusal.value.limit == 2
    assert shown(session) == [(1, "muffin", [])]
    session.expire_all()
    assert get_product(session, "muffin").stock == 5


def test_a_new_order_is_received(session: Session) -> None:
    order = bought(session)
    assert order.status is OrderStatus.RECEIVED
    assert [(step.status, step.at) for step in order.steps] == [(OrderStatus.RECEIVED, NOW)]


def test_a_rolled_back_order_took_nothing(store: Store) -> None:
    with pytest.raises(KeyError), store.begin() as session:
        put(session, "muffin", 2)
        checkout.place(session, OWNER, 1, None, NOW)
        raise KeyError("after the order")
    with store.begin() as session:
        assert get_product(session, "muffin").stock == 5
        assert bought(session).number == 100


def test_a_choice_renamed_is_brought_up_to_date_and_asked_again(session: Session) -> None:
    put(session, "latte", 1, SMALL)
    version = checkout.quote(session, OWNER, NOW).cart_version
    renamed = shop_text().replace('"name": "small"', '"name": "short"')
    load(session, parse(renamed))
    quote = checkout.quote(session, OWNER, NOW)
    assert quote.cart_version == version + 1
    assert [choice.name for choice in quote.lines[0].choices] == ["short"]
