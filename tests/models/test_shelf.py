"""What is kept of the catalogue is always that of now: after a load, a sale, a refusal, and for other tills."""

import pytest
from sqlalchemy import text

from models import browse, cart, checkout, orders
from models.base import Store
from models.catalog_import import load, parse
from models.errors import UnknownProduct
from tests.models.world import LATER, NOW, OWNER, shop_text, shop_with, shop_without


def test_a_second_turn_reads_the_edition_alone(store: Store, statements: list[str]) -> None:
    for _turn in range(2):
        statements.clear()
        with store.read() as session:
            latte = browse.get_product(session, "latte")
            assert browse.shop(session).name == "Test Bar"
            assert latte.options[0].group.choices
    (only,) = [one for one in statements if one.startswith("SELECT")]
    assert only.startswith("SELECT shop.edition \nFROM shop \nWHERE shop.id = ")


def test_products_kept_are_the_same_for_all_turns_but_those_counted(store: Store) -> None:
    with store.read() as one, store.read() as other:
        assert browse.get_product(one, "latte") is browse.get_product(other, "latte")
        mine, theirs = (browse.get_product(session, "muffin") for session in (one, other))
    assert mine is not theirs
    assert mine.options == theirs.options


def test_a_load_is_seen_by_the_next_turn_of_another_program(store: Store, url: str) -> None:
    with Store.open(url) as other:
        with other.read() as session:
            assert browse.get_product(session, "latte").price == 400
        with store.begin() as session:
            load(session, parse(shop_with("latte", price=450)))
        with other.read() as session:
            assert browse.get_product(session, "latte").price == 450
        with store.begin() as session:
            load(session, parse(shop_without("latte")))
        with other.read() as session, pytest.raises(UnknownProduct):
            browse.get_product(session, "latte")


def test_a_turn_begun_before_a_load_goes_on_with_what_it_saw(store: Store) -> None:
    with store.read() as before:
        assert browse.get_product(before, "muffin").price == 345
        with store.begin() as session:
            load(session, parse(shop_with("latte", price=450)))
            assert browse.get_product(session, "latte").price == 450
        assert browse.get_product(before, "latte").price == 400
    with store.read() as session:
        assert browse.get_product(session, "latte").price == 450


def test_a_load_taken_back_leaves_nothing(store: Store) -> None:
    with pytest.raises(KeyError), store.begin() as session:
        load(session, parse(shop_with("latte", price=450)))
        assert browse.get_product(session, "latte").price == 450
        raise KeyError("after the load")
    with store.begin() as session:
        with pytest.raises(KeyError), session.begin_nested():
            load(session, parse(shop_with("latte", price=470)))
            assert browse.get_product(session, "latte").price == 470
            raise KeyError("after the load")
        assert browse.get_product(session, "latte").price == 400
        load(session, parse(shop_text()))
        assert browse.get_product(session, "latte").price == 400


def test_stock_is_that_of_now(store: Store, url: str) -> None:
    def left(till: Store) -> int | None:
        with till.read() as session:
            return browse.get_product(session, "muffin").stock

    with Store.open(url) as other:
        assert (left(store), left(other)) == (5, 5)
        with store.begin() as session:
            cart.add(session, OWNER, "muffin", 2, (), NOW)
            order = checkout.place(session, OWNER, 1, None, NOW)
            assert browse.get_product(session, "muffin").stock == 3
        assert (left(store), left(other)) == (3, 3)
        with other.begin() as session:
            orders.cancel(session, orders.get(session, order.id), LATER)
            assert browse.get_product(session, "muffin").stock == 5
        assert (left(store), left(other)) == (5, 5)


def test_stock_taken_in_vain_is_there_again(store: Store) -> None:
    with store.begin() as session:
        cart.add(session, OWNER, "muffin", 2, (), NOW)
        with pytest.raises(KeyError), session.begin_nested():
            checkout.place(session, OWNER, 1, None, NOW)
            assert browse.get_product(session, "muffin").stock == 3
            raise KeyError("after the order")
        assert browse.get_product(session, "muffin").stock == 5


def test_a_shop_of_before_editions_has_one_when_it_is_loaded(store: Store) -> None:
    with store.begin() as session:
        session.execute(text("UPDATE shop SET edition = ''"))
    with store.begin() as session:
        assert browse.get_product(session, "latte").price == 400
        load(session, parse(shop_with("latte", price=450)))
    with store.begin() as session:
        assert browse.get_product(session, "latte").price == 450
