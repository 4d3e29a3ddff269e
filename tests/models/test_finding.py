"""Products found by what they are: only what is known counts, what is in stock comes first, the nearest stands in."""

import json
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from models import comparing, finding, guiding, place
from models.base import Store
from models.browse import get_product
from models.catalog_import import load, parse
from models.errors import CatalogueInvalid
from models.finding import Wish
from models.guiding import PRICE
from tests.models.world import BRANCHES, NOW, OWNER, SHOP, shop_text

TRAITS: list[dict[str, Any]] = [
    {"id": "cold", "name": "cold", "attribute": "temperature", "any_of": ["cold", "iced"]},
    {"id": "hot", "name": "hot", "attribute": "temperature", "any_of": ["hot"]},
    {"id": "sweet", "name": "sweet", "attribute": "sweet", "any_of": [True]},
    {
        "id": "nut_free",
        "name": "nut free",
        "without": ["nuts"],
        "attribute": "contains",
        "none_of": ["nuts"],
    },
    {"id": "no_egg", "name": "egg free", "without": ["egg"], "none_of": ["egg"]},
]


def product(id: str, price: int, stock: int | None = None, **told: Any) -> dict[str, Any]:
    entry = {"id": id, "name": id.replace("_", " "), "category": "drinks", "price": price}
    return entry | {"stock": stock, **told}


PRODUCTS = [
    product("cola", 300, attributes={"temperature": "cold", "contains": [], "sweet": True}),
    product(
        "nog", 450, attributes={"temperature": "hot", "contains": ["nuts"]}, ingredients=["egg"]
    ),
    product(
        "shake", 425, attributes={"temperature": "iced", "contains": ["nuts"]}, ingredients=["milk"]
    ),
    product("tea", 250, attributes={"temperature": "hot", "contains": []}, ingredients=["tea"]),
    product("mystery", 200),
    product("slush", 280, 0, attributes={"temperature": "cold", "contains": [], "sweet": True}),
    product("bun", 195, category="food", attributes={"contains": [], "sweet": 1}),
]


@pytest.fixture
def session(store: Store) -> Any:
    with store.begin() as session:
        load(session, parse(json.dumps(SHOP | {"traits": TRAITS, "products": PRODUCTS})))
        place.serve(session, OWNER, NOW)
        yield session


def found(session: Session, wish: Wish, **how: Any) -> list[str]:
    return [one.id for one in finding.find(session, wish, **how).products]


@pytest.mark.parametrize(
    ("wish", "ids"),
    [
        (Wish(), ["cola", "nog", "shake"]),
        (Wish("drinks", ("cold",)), ["cola", "shake"]),
        (Wish("", ("cold", "nut_free")), ["cola"]),
        (Wish("", ("nut_free",)), ["cola", "tea", "bun"]),
        (Wish("", ("no_egg",)), ["shake", "tea"]),
        (Wish("", ("sweet",)), ["cola"]),
        (Wish("drinks", below=300), ["tea", "mystery"]),
        (Wish("drinks", below=300, cheapest=True), ["mystery", "tea"]),
        (Wish("", other_than=("cold", "hot")), ["mystery", "bun"]),
        (Wish("food", ("cold",)), []),
        (Wish("nowhere"), []),
    ],
)
def test_what_is_as_wished_is_found(session: Session, wish: Wish, ids: list[str]) -> None:
    assert found(session, wish) == ids


def test_what_is_sold_out_is_told_apart(session: Session) -> None:
    cold = Wish("drinks", ("cold",))
    assert found(session, cold, had=False) == ["slush"]
    assert finding.find(session, Wish(), limit=3).more
    assert found(session, Wish(), offset=3) == ["tea", "mystery", "bun"]


def test_what_lies_at_another_branch_or_is_held_cannot_be_had(store: Store) -> None:
    here = product("shake", 425, 2, attributes={"temperature": "cold"})
    there = product("slush", 280, branch_stock={"pier": 3}, attributes={"temperature": "cold"})
    document = SHOP | {"traits": TRAITS, "products": [here, there], "branches": BRANCHES}
    with store.begin() as session:
        load(session, parse(json.dumps(document)))
        place.serve(session, OWNER, NOW)
        assert (found(session, Wish()), found(session, Wish(), had=False)) == (["shake"], ["slush"])
        place.at(session, "pier")
        assert found(session, Wish()) == ["shake", "slush"]
        session.execute(
            text(
                "INSERT INTO stock_hold (owner, product_id, branch_id, pieces, expires_at)"
                " VALUES ('somebody', 'slush', 'pier', 3, '2030-01-01 00:00:00')"
            )
        )
        assert found(session, Wish()) == ["shake"]
        place.leave(session)
        assert found(session, Wish()) == ["shake", "slush"]


def test_a_condition_less_is_the_price_first(session: Session) -> None:
    wish = Wish("food", ("cold", "sweet"), below=100)
    looser = list(wish.looser())
    assert [one.below for one in looser] == [None, 100, 100, 100]
    assert [one.traits for one in looser[1:3]] == [("sweet",), ("cold",)]
    assert looser[3].category == ""


def test_alternatives_share_traits_then_cost_about_the_same(session: Session) -> None:
    others = finding.alternatives(session, get_product(session, "slush"))
    assert [one.id for one in others] == ["cola", "tea"]
    assert finding.alternatives(session, get_product(session, "bun")) == []


def test_differences_are_those_that_are_known(session: Session) -> None:
    nog, shake, mystery = (get_product(session, id) for id in ("nog", "shake", "mystery"))
    only_nog, only_shake = comparing.compare(session, nog, shake)
    assert (only_nog.traits, only_nog.ingredients) == (("hot",), ("egg",))
    assert (only_shake.traits, only_shake.ingredients) == (("cold", "egg free"), ("milk",))
    unknown, _ = comparing.compare(session, mystery, shake)
    assert (unknown.traits, unknown.unknown, unknown.ingredients) == ((), ("egg free",), ())


def test_the_question_that_splits_best_is_asked_and_the_price_last(session: Session) -> None:
    first = guiding.question(session, Wish(), ())
    assert first is not None
    assert (first.about, [one.id for one in first.traits]) == ("temperature", ["cold", "hot"])
    last = guiding.question(session, Wish(), ("temperature", "sweet"))
    assert last is not None
    assert last.about == PRICE
    below = found(session, Wish(below=last.below), limit=9)
    assert 0 < len(below) < len(found(session, Wish(), limit=9))
    assert guiding.question(session, Wish(), ("temperature", "sweet", PRICE)) is None
    assert guiding.question(session, Wish("", ("cold",)), ()) is None, "few are left"


def test_what_nothing_tells_apart_is_not_asked_about(store: Store) -> None:
    alike = [product(f"tea_{n}", 250, attributes={"temperature": "hot"}) for n in range(5)]
    with store.begin() as session:
        load(session, parse(json.dumps(SHOP | {"traits": TRAITS, "products": alike})))
        assert guiding.question(session, Wish(), ()) is None


@pytest.mark.parametrize(("currency", "amount"), [("USD", 450), ("JPY", 4), ("KWD", 4500)])
def test_amounts_are_of_the_shop_s_currency(store: Store, currency: str, amount: int) -> None:
    with store.begin() as session:
        load(session, parse(shop_text(shop=SHOP["shop"] | {"currency": currency})))
        assert finding.amount(session, 4, 50) == amount


def test_a_large_shop_is_not_read_through(store: Store) -> None:
    """The first page of a common trait costs the same, however many products have it."""
    told = {"temperature": "hot"}
    many = [product(f"tea_{n}", 200 + n % 7, attributes=told) for n in range(3000)]
    with store.begin() as session:
        load(session, parse(json.dumps(SHOP | {"traits": TRAITS, "products": many})))
        asked: list[str] = []
        event.listen(session.connection(), "before_cursor_execute", lambda *of: asked.append(of[2]))
        assert found(session, Wish("drinks", ("hot",), cheapest=True)) == [
            "tea_0",
            "tea_7",
            "tea_14",
        ]
        assert len(asked) <= 6


@pytest.mark.parametrize(
    ("trait", "message"),
    [
        (
            {"id": "hot", "name": "hot", "attribute": "temperature"},
            "needs either any_of or none_of",
        ),
        (
            {"id": "hot", "name": "hot", "any_of": ["a"], "none_of": ["b"]},
            "needs either any_of or none_of",
        ),
        ({"id": "hot", "name": "hot", "any_of": ["a"], "without": ["a"]}, "goes with none_of only"),
        ({"id": "hot", "name": "hot", "any_of": []}, "at least 1"),
        ({"id": "hot", "name": "cold", "any_of": ["a"]}, "'cold' already names 'cold'"),
        ({"id": "cold", "name": "hot", "any_of": ["a"]}, "stands already"),
        ({"id": "nuts", "name": "without", "none_of": ["a"], "without": ["nuts"]}, "already means"),
    ],
)
def test_a_trait_that_asks_nothing_or_two_things_is_refused(
    trait: dict[str, Any], message: str
) -> None:
    with pytest.raises(CatalogueInvalid, match=message):
        parse(shop_text(traits=[TRAITS[0], TRAITS[3], trait]))
