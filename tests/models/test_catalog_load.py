"""A catalogue is loaded all or nothing, and may be loaded again over another."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from models import browse, cart, catalog_load, checkout, orders, reorders
from models.base import Store
from models.catalog import Category, Product
from models.catalog_import import load, parse
from models.catalog_names import SearchEntry
from models.errors import (
    CartChanged,
    ChoiceNotOffered,
    OptionNotOffered,
    OutOfStock,
    UnknownProduct,
)
from models.vocabulary import vocabulary
from tests.models.world import (
    LARGE,
    LATER,
    NOW,
    OAT,
    OWNER,
    SHOP,
    shop_text,
    shop_with,
    shop_without,
)


def load_text(session: Session, content: str) -> None:
    load(session, parse(content))


def test_loading_the_same_again_changes_nothing(session: Session) -> None:
    before = vocabulary(session)
    load_text(session, shop_text())
    assert vocabulary(session) == before
    assert session.scalar(select(func.count()).select_from(Product)) == len(SHOP["products"])


def test_prices_stock_and_options_are_brought_up_to_date(session: Session) -> None:
    assert browse.get_product(session, "muffin").stock == 5
    load_text(session, shop_with("muffin", price=999, stock=None, options=[{"group": "syrup"}]))
    muffin = browse.get_product(session, "muffin")
    assert (muffin.price, muffin.stock) == (999, None)
    assert [option.group_id for option in muffin.options] == ["syrup"]


def test_a_failed_load_leaves_the_old_catalogue_even_if_the_turn_goes_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("on the way")

    monkeypatch.setattr(catalog_load, "_search", fail)
    with store.begin() as session:
        before = vocabulary(session)
        with pytest.raises(RuntimeError):
            load_text(session, shop_without("latte"))
    with store.begin() as session:
        assert vocabulary(session) == before
        assert browse.get_product(session, "latte").options


def test_a_product_dropped_and_listed_again_is_the_same_product(session: Session) -> None:
    load_text(session, shop_without("muffin"))
    assert not session.get_one(Product, "muffin").sold
    load_text(session, shop_text())
    assert browse.get_product(session, "muffin").stock == 5


def test_names_may_move_from_one_product_to_another(session: Session) -> None:
    load_text(session, shop_with("water", synonyms=["plain thing"]))
    load_text(session, shop_with("muffin", synonyms=["plain thing"]))
    assert browse.products_named(session, "plain thing")[0].id == "muffin"


def test_a_category_dropped_is_kept_for_its_old_products_only(session: Session) -> None:
    drinks_only = [entry for entry in SHOP["products"] if entry["category"] != "food"]
    load_text(session, shop_text(categories=SHOP["categories"][:2], products=drinks_only))
    assert session.get(Category, "food") is not None
    assert browse.category_named(session, "food") is None
    assert [one.id for one in vocabulary(session).categories] == ["drinks", "coffee"]


def test_categories_may_change_their_parents(session: Session) -> None:
    turned = [
        {"id": "coffee", "name": "coffees"},
        {"id": "drinks", "name": "drinks", "parent": "coffee"},
        {"id": "food", "name": "food"},
    ]
    load_text(session, shop_text(categories=turned))
    found = browse.search(session, category="coffee", limit=9).products
    assert "water" in {product.id for product in found}


def test_terms_are_counted(session: Session) -> None:
    counted = session.execute(text("SELECT term, products FROM search_term")).all()
    entries = session.execute(
        select(SearchEntry.term, func.count()).group_by(SearchEntry.term)
    ).all()
    assert sorted(map(tuple, counted)) == sorted(map(tuple, entries))
    assert {row.term: row.products for row in counted}[":drinks"] == 4


def test_a_cart_takes_the_new_prices_at_the_till_and_the_old_yes_does_not_count(
    store: Store,
) -> None:
    with store.begin() as session:
        cart.add(session, OWNER, "latte", 1, [LARGE], NOW)
        before = checkout.quote(session, OWNER, NOW)
        load_text(session, shop_with("latte", price=500))
    with store.begin() as session, pytest.raises(CartChanged) as refusal:
        checkout.place(session, OWNER, before.cart_version, None, NOW)
    assert refusal.value.expected == before.cart_version
    with store.begin() as session:
        again = checkout.quote(session, OWNER, NOW)
        assert (before.totals.subtotal, again.totals.subtotal) == (500, 600)
        assert checkout.place(session, OWNER, again.cart_version, None, NOW).subtotal == 600


def test_a_change_elsewhere_in_the_catalogue_keeps_the_yes(session: Session) -> None:
    cart.add(session, OWNER, "water", 1, (), NOW)
    quote = checkout.quote(session, OWNER, NOW)
    load_text(session, shop_with("latte", price=500))
    assert checkout.place(session, OWNER, quote.cart_version, None, NOW).subtotal == 195


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        ([{"group": "size", "required": True, "choices": {"small": 0}}], ChoiceNotOffered),
        ([{"group": "milk"}], OptionNotOffered),
    ],
)
def test_a_choice_no_longer_offered_is_told_at_the_till(
    session: Session, options: list[object], refusal: type[Exception]
) -> None:
    line = cart.add(session, OWNER, "latte", 1, [LARGE], NOW)
    load_text(session, shop_with("latte", options=options))
    with pytest.raises(refusal):
        checkout.quote(session, OWNER, NOW)
    cart.remove(session, OWNER, line.id, now=LATER)


def test_a_product_no_longer_sold_cannot_be_bought_but_stays_in_old_orders(
    session: Session,
) -> None:
    cart.add(session, OWNER, "latte", 1, [LARGE, OAT], NOW)
    order = checkout.place(session, OWNER, 1, "Ann", NOW)
    cart.add(session, OWNER, "latte", 2, [LARGE], LATER)
    load_text(session, shop_without("latte"))
    with pytest.raises(OutOfStock) as refusal:
        checkout.quote(session, OWNER, NOW)
    assert (refusal.value.product.name, refusal.value.left) == ("latte", 0)
    kept = orders.find(session, order.number, "ann", LATER, OWNER)
    assert [(line.product_name, line.unit_price) for line in kept.lines] == [("latte", 570)]
    cart.empty(session, OWNER, LATER)
    again = reorders.reorder(session, OWNER, kept, LATER)
    assert again.lines == ()
    assert [(name, type(error)) for name, error in again.left_out] == [("latte", UnknownProduct)]
