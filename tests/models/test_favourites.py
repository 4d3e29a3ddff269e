"""What a customer will likely name: usual things, then the cart, then what is popular, then the rest."""

import json
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from models import cart, checkout, favourites, orders
from models.cart_tables import CART
from models.catalog import ChoiceRef, Product
from models.catalog_import import load, parse
from models.favourites import LATEST, products_for
from models.fulfilment import OrderStatus
from models.order_tables import Order, OrderLine
from tests.databases import on_sqlite, plan
from tests.models.test_cart import put
from tests.models.world import LATER, NOW, OWNER, SHOP, shop_text, shop_with, shop_without

OTHER = "alexa:other"
SOLD = ["latte", "iced_latte", "water", "muffin", "beans"]
"""In the catalogue's order, without the carrot cake: it is sold out"""
MANY = 10_000


def ids(session: Session, limit: int = 99, owner: str = OWNER) -> list[str]:
    return [product.id for product in products_for(session, owner, limit)]


def buy(session: Session, owner: str, *products: str, pieces: int = 1) -> Order:
    """Buy some pieces of each product."""
    for product in products:
        needed = [one for one in session.get_one(Product, product).options if one.required]
        choices = [ChoiceRef(option.group_id, option.offers()[0].id) for option in needed]
        cart.add(session, owner, product, pieces, choices, NOW)
    return checkout.place(
        session, owner, checkout.quote(session, owner, NOW).cart_version, None, NOW
    )


def test_a_new_customer_of_a_new_shop_gets_the_catalogue_from_its_beginning(
    session: Session,
) -> None:
    assert ids(session) == SOLD
    assert ids(session, 2) == SOLD[:2]


@pytest.mark.parametrize("limit", range(-1, 8))
def test_each_comes_once_and_not_more_than_asked_for(session: Session, limit: int) -> None:
    buy(session, OWNER, "water")
    buy(session, OTHER, "beans", "water")
    put(session, "muffin")
    put(session, "water")
    assert (
        ids(session, limit) == ["water", "muffin", "beans", "latte", "iced_latte"][: max(limit, 0)]
    )


def test_usual_things_are_those_in_most_orders_and_not_of_most_pieces(session: Session) -> None:
    buy(session, OWNER, "water", pieces=4)
    for _ in range(2):
        buy(session, OWNER, "beans")
    assert ids(session)[:2] == ["beans", "water"]


def test_of_equally_usual_things_the_last_ordered_comes_first(session: Session) -> None:
    buy(session, OWNER, "latte")
    buy(session, OWNER, "water")
    buy(session, OWNER, "beans")
    assert ids(session)[:3] == ["beans", "water", "latte"]


def test_two_lines_of_one_order_count_once(session: Session) -> None:
    for choice in ("small", "large"):
        put(session, "iced_latte", 1, ChoiceRef("size", choice))
    checkout.place(session, OWNER, 2, None, NOW)
    buy(session, OWNER, "water")
    assert ids(session)[:2] == ["water", "iced_latte"]


def test_an_order_cancelled_tells_nothing(session: Session) -> None:
    orders.cancel(session, buy(session, OWNER, "beans"), LATER)
    assert ids(session) == SOLD


def test_what_others_order_comes_behind_what_is_in_the_cart(session: Session) -> None:
    for _ in range(3):
        buy(session, OTHER, "beans")
    put(session, "water")
    put(session, "muffin")
    assert ids(session) == ["water", "muffin", "beans", "latte", "iced_latte"]
    assert ids(session, owner="alexa:third") == ["beans", "latte", "iced_latte", "water", "muffin"]


def test_a_cart_bought_or_of_another_is_not_the_cart(session: Session) -> None:
    put(session, "muffin")
    assert ids(session, owner=OTHER) == SOLD


def test_what_cannot_be_had_now_is_left_out_wherever_it_stands(session: Session) -> None:
    buy(session, OWNER, "muffin", "latte")
    buy(session, OTHER, "beans")
    put(session, "muffin")
    put(session, "water")
    load(session, parse(shop_with("muffin", stock=0)))
    assert ids(session) == ["latte", "water", "beans", "iced_latte"]
    load(session, parse(shop_without("latte")))
    assert ids(session) == ["muffin", "water", "beans", "iced_latte"]


def test_only_the_latest_orders_tell_what_is_popular(session: Session) -> None:
    ordered(session, OTHER, "beans", LATEST)
    ordered(session, OTHER, "water", LATEST)
    assert ids(session)[:2] == ["water", "latte"]
    ordered(session, OTHER, "muffin", 1)
    assert ids(session)[:3] == ["water", "muffin", "latte"]


def test_names_come_with_the_canonical_one_first(session: Session) -> None:
    found = favourites.names(session, products_for(session, OWNER, 2))
    assert found == {"latte": ("latte", "café latte"), "iced_latte": ("iced latte",)}
    assert favourites.names(session, []) == {}


def test_every_product_sold_has_its_names(session: Session) -> None:
    sold = [entry for entry in SHOP["products"] if entry["id"] in SOLD]
    assert favourites.names(session, products_for(session, OWNER, 99)) == {
        entry["id"]: (entry["name"], *entry.get("synonyms", ())) for entry in sold
    }


def ordered(session: Session, owner: str, product: str, times: int) -> None:
    """Write orders of one product straight into the tables."""
    start = (session.scalar(text("SELECT max(id) FROM cart")) or 0) + 1
    cart_row: dict[str, Any] = {"owner": owner, "status": "ordered", "version": 1}
    order_row = {
        "number": 100,
        "owner": owner,
        "placed_at": NOW,
        "seller": "Test Bar",
        "currency": "USD",
        "subtotal": 1,
        "tax": 0,
        "total": 1,
        "_status": OrderStatus.COLLECTED,
    }
    line_row = {"position": 0, "product_id": product, "product_name": product, "quantity": 1}
    new = range(start, start + times)
    session.execute(insert(CART), [cart_row | {"id": n, "changed_at": NOW} for n in new])
    session.execute(insert(Order), [order_row | {"id": n, "cart_id": n} for n in new])
    session.execute(
        insert(OrderLine),
        [line_row | {"order_id": n, "choices": (), "unit_price": 1} for n in new],
    )


def large(session: Session) -> None:
    """Give the shop ten thousand more products and orders."""
    document = json.loads(shop_text())
    row = {"category_id": "coffee", "price": 1, "description": "", "ingredients": []}
    row |= {"attributes": {}, "sold": True}
    start = len(document["products"])
    more = [row | {"id": f"p{n}", "name": f"kind {n}", "sort": start + n} for n in range(MANY)]
    session.execute(insert(Product), more)
    ordered(session, OTHER, "p77", MANY)


def effort(session: Session) -> int:
    """Return the work that the database has with a full answer, in hundreds of its steps."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    driver: Any = session.connection().connection.driver_connection
    driver.set_progress_handler(count, 100)
    products_for(session, OWNER, 5)
    driver.set_progress_handler(None, 100)
    return steps


def test_the_queries_are_at_most_four_whatever_the_size_of_the_shop(
    session: Session, statements: list[str]
) -> None:
    for change in (lambda _: None, large):
        change(session)
        statements.clear()
        session.expire_all()
        found = products_for(session, OWNER, 100)
        assert [(one.name, one.price, one.stock) for one in found]
        assert len(statements) <= 4


@on_sqlite
def test_a_large_shop_is_no_more_work_than_a_small_one(session: Session) -> None:
    ordered(session, OTHER, "water", LATEST)
    ordered(session, OWNER, "beans", LATEST)
    before = effort(session)
    large(session)
    assert effort(session) <= before * 1.1 + 5


@on_sqlite
def test_no_query_reads_a_whole_table(session: Session, statements: list[str]) -> None:
    large(session)
    put(session, "water")
    statements.clear()
    products_for(session, OWNER, 100)
    plans = [plan(session, statement) for statement in list(statements)]
    assert len(plans) == 4
    # The latest orders are read from the newest back, and only so many: that scan has an end.
    end = {"SCAN latest", "SCAN counted", "SCAN customer_order"}
    assert {step for plan in plans for step in plan if step.startswith("SCAN")} <= end
    for steps, index in zip(
        plans,
        ("ix_customer_order_owner_id", "ix_cart_owner_open", "", "ix_product_sold_sort"),
        strict=True,
    ):
        assert index in " ".join(steps)
