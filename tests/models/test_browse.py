"""Products and categories are found by what they are called."""

import json

import pytest
from sqlalchemy.orm import Session

from models import browse
from models.base import Store
from models.catalog import Product
from models.catalog_import import load, parse
from models.errors import UnknownProduct
from tests.models.world import SHOP, shop_text, shop_without


def ids(products: list[Product] | tuple[Product, ...]) -> list[str]:
    return [product.id for product in products]


def test_the_shop_tells_about_itself(session: Session) -> None:
    shop = browse.shop(session)
    assert (shop.name, shop.currency, shop.tax_basis_points) == ("Test Bar", "USD", 825)
    assert (shop.hours, shop.contact) == ("seven to seven", "call 555 0100")
    assert (shop.max_quantity, shop.ask_quantity) == (20, 6)
    assert shop.pickup_minutes == 10


def test_a_product_comes_with_all_that_can_be_chosen(
    session: Session, statements: list[str]
) -> None:
    product = browse.get_product(session, "latte")
    asked = len(statements)
    offered = {option.group_id: option.offers() for option in product.options}
    assert list(offered) == ["size", "milk", "syrup", "cup"]
    assert [(offer.id, offer.price) for offer in offered["size"]] == [
        ("small", 0),
        ("medium", 50),
        ("large", 100),
    ]
    assert len(statements) == asked


def test_what_is_told_of_a_product_comes_with_it(session: Session, statements: list[str]) -> None:
    product = browse.get_product(session, "latte")
    asked = len(statements)
    assert product.attributes == {"temperature": "hot", "vegan": False, "contains": ["milk"]}
    assert product.ingredients == ["espresso", "milk"]
    assert len(statements) == asked


def test_a_product_may_offer_a_part_of_a_group_at_its_own_prices(session: Session) -> None:
    size = browse.get_product(session, "iced_latte").options[0]
    assert [(offer.id, offer.price) for offer in size.offers()] == [("small", 0), ("large", 80)]


@pytest.mark.parametrize("product_id", ["no_such_thing", "", "LATTE", "x\x01"])
def test_an_unknown_product_is_refused(session: Session, product_id: str) -> None:
    with pytest.raises(UnknownProduct) as refusal:
        browse.get_product(session, product_id)
    assert refusal.value.product == product_id


def test_a_product_no_longer_sold_is_unknown(store: Store) -> None:
    with store.begin() as session:
        load(session, parse(shop_without("muffin")))
    with store.begin() as session:
        with pytest.raises(UnknownProduct):
            browse.get_product(session, "muffin")
        assert browse.products_named(session, "muffin") == []
        assert ids(browse.search(session, category="food").products) == ["carrot_cake"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("latte", ["latte"]),
        ("Café  LATTE", ["latte"]),
        ("cafe latte", ["latte"]),
        ("ice latte", ["iced_latte"]),
        ("coffee bean", ["beans"]),
        ("late", ["latte"]),
        ("iced mocha latte", ["iced_latte", "latte"]),
        ("carot cake", ["carrot_cake"]),
        ("spaceship", []),
        ("", []),
        ("% _ ' \" ;", []),
        ("\ud800", []),
        ("latte " * 500, []),
    ],
)
def test_products_are_found_by_name_or_by_one_like_it(
    session: Session, words: str, found: list[str]
) -> None:
    assert ids(browse.products_named(session, words)) == found


def test_as_many_near_misses_are_returned_as_wanted(session: Session) -> None:
    assert len(browse.products_named(session, "iced mocha latte", limit=1)) == 1


@pytest.mark.parametrize(
    ("category", "words", "offset", "found", "more"),
    [
        (None, None, 0, ["latte", "iced_latte", "water"], True),
        (None, None, 3, ["muffin", "carrot_cake", "beans"], False),
        ("coffee", None, 0, ["latte", "iced_latte", "beans"], False),
        ("drinks", None, 0, ["latte", "iced_latte", "water"], True),
        ("drinks", None, 3, ["beans"], False),
        ("drinks", None, 9, [], False),
        ("food", "cake", 0, ["carrot_cake"], False),
        ("food", "latte", 0, [], False),
        (None, "latte", 0, ["latte", "iced_latte"], False),
        (None, "latte iced", 0, ["iced_latte"], False),
        (None, "lattes", 0, ["latte", "iced_latte"], False),
        (None, "café", 0, ["latte"], False),
        (None, "spaceship", 0, [], False),
        ("no_such_category", None, 0, [], False),
        (None, ":food", 0, [], False),
    ],
)
def test_search_pages_through_the_catalogue_in_its_order(
    session: Session,
    category: str | None,
    words: str | None,
    offset: int,
    found: list[str],
    more: bool,
) -> None:
    page = browse.search(session, category=category, words=words, offset=offset)
    assert (ids(page.products), page.more) == (found, more)


@pytest.mark.parametrize(
    ("words", "found"),
    [("food", "food"), ("Beverages", "drinks"), ("coffees", "coffee"), ("shoes", None)],
)
def test_categories_are_found_by_name(session: Session, words: str, found: str | None) -> None:
    category = browse.category_named(session, words)
    assert (category and category.id) == found


def test_the_top_of_the_shop_is_listed(store: Store) -> None:
    with store.begin() as session:
        assert [one.id for one in browse.categories(session)] == ["drinks", "food"]
        drinks_only = [entry for entry in SHOP["products"] if entry["category"] != "food"]
        load(session, parse(shop_text(categories=SHOP["categories"][:2], products=drinks_only)))
        assert [one.id for one in browse.categories(session)] == ["drinks"]


def test_a_store_knows_whether_it_has_a_catalogue(session: Session, empty_url: str) -> None:
    assert browse.is_stocked(session)
    with Store.open(empty_url) as store:
        store.migrate()
        with store.begin() as session:
            assert not browse.is_stocked(session)


def test_search_asks_as_many_questions_in_a_large_shop_as_in_a_small_one(
    store: Store, statements: list[str]
) -> None:
    def asked() -> int:
        statements.clear()
        with store.begin() as session:
            browse.search(session, category="drinks", words="latte")
            browse.products_named(session, "late")
            browse.get_product(session, "latte")
            browse.vocabulary(session)
        return len(statements)

    small = asked()
    many = [
        {"id": f"p{n}", "name": f"kind {n} latte", "category": "coffee", "price": n}
        for n in range(500)
    ]
    document = json.loads(shop_text())
    document["products"] += many
    with store.begin() as session:
        load(session, parse(json.dumps(document)))
    assert asked() == small
