"""The demo shop sells what a coffee bar sells."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

import models
from models.base import Store
from models.browse import get_product
from models.catalog import ChoiceRef
from models.catalog_document import Document
from models.catalog_import import load, parse
from models.choosing import configure, missing, unit_price
from models.words import normalise

COFFEES = (
    "coffee",
    "house coffee",
    "drip coffee",
    "iced coffee",
    "americano",
    "espresso",
    "cappuccino",
    "latte",
    "mocha",
    "iced mocha",
    "flat white",
    "macchiato",
    "iced latte",
    "cold brew",
)
SIZES = "small, medium, large, extra large, eight ounce, twelve ounce, sixteen ounce, twenty ounce"
ROASTS = "light roast, medium roast, dark roast"
SHOTS = "single shot, double shot, triple shot, one shot, two shots, three shots"
MILKS = "milk, skim milk, whole milk, soy milk, almond milk, oat milk, cream"
SUGARS = "sugar, brown sugar, sweetener"
SAID = {"size": SIZES, "roast": ROASTS, "shots": SHOTS, "milk": MILKS, "sugar": SUGARS}


@pytest.fixture(scope="module")
def menu() -> Document:
    path = Path(models.__file__).with_name("menu.json")
    return parse(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def bar(menu: Document, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('menu') / 'shop.db'}") as store:
        store.migrate()
        with store.begin() as session:
            load(session, menu)
            yield session


def test_it_has_about_sixty_products_of_all_sorts(menu: Document) -> None:
    assert 55 <= len(menu.products) <= 70
    assert {product.category for product in menu.products} == (
        {category.id for category in menu.categories} - {"drinks", "food"}
    )


def test_an_order_takes_ten_minutes(menu: Document) -> None:
    assert menu.shop.pickup_minutes == 10


def test_some_products_are_counted_and_one_is_sold_out(menu: Document) -> None:
    stocks = [product.stock for product in menu.products]
    assert None in stocks
    assert 0 in stocks
    assert any(stock and stock > 1 for stock in stocks)


def test_every_way_to_say_a_choice_is_known(menu: Document) -> None:
    for group in menu.groups:
        names = {
            normalise(name) for choice in group.choices for name in (choice.name, *choice.synonyms)
        }
        assert set(SAID.get(group.id, "").split(", ")) - {""} <= names


@pytest.mark.parametrize("name", COFFEES)
def test_every_coffee_has_all_options_and_only_its_size_must_be_said(
    bar: Session, name: str
) -> None:
    coffee = get_product(bar, name.replace(" ", "_"))
    assert [option.group_id for option in coffee.options] == list(SAID)
    assert [option.group_id for option in missing(coffee, ())] == ["size"]
    assert all(option.narrowed is None for option in coffee.options)
    assert coffee.attributes["temperature"] in ("hot", "iced")


@given(data=st.data())
def test_any_combination_of_options_can_be_sold_on_any_coffee(
    bar: Session, data: st.DataObject
) -> None:
    coffee = get_product(bar, data.draw(st.sampled_from(COFFEES)).replace(" ", "_"))
    refs = []
    for option in coffee.options:
        choice = data.draw(st.none() | st.sampled_from([offer.id for offer in option.offers()]))
        amount = data.draw(st.sampled_from([None, *option.group.amounts]))
        if choice is not None:
            refs.append(ChoiceRef(option.group_id, choice, amount))
    chosen = configure(bar, coffee, (), refs)
    assert [one.ref for one in chosen] == [ref for ref in refs if ref.amount != "none"]
    assert unit_price(coffee, chosen) >= coffee.price
