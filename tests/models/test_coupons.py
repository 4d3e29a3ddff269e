"""Offers in the store: taken from a catalogue, used for a cart and an order, counted, given back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import cart, checkout, guesses, orders, privacy
from models.base import Store
from models.catalog_import import load, parse
from models.errors import (
    CartChanged,
    CatalogueInvalid,
    EmptyCart,
    Named,
    ShopError,
    TooManyGuesses,
)
from models.pricing import coupons, redemptions
from models.pricing.errors import (
    NoCoupon,
    OfferNeedsAccount,
    OfferOutdone,
    OfferUsed,
    OfferUsedUp,
    UnknownCoupon,
)
from models.pricing.redemptions import OFFER_USE
from tests.models.test_cart import put
from tests.models.world import LARGE, LATER, NOW, OWNER, shop_text

ANN = "alexa:ann"
VISIT = "counter:till:turn-1"
WELCOME: dict[str, Any] = {
    "id": "welcome",
    "name": "welcome coupon",
    "codes": [{"code": "HELLO5", "spoken": ["hello five"]}],
    "kind": "percent",
    "percent": 10,
    "limit_per_customer": 1,
}
DRINKS: dict[str, Any] = {
    "id": "drinks",
    "name": "drinks coupon",
    "kind": "amount",
    "amount": 100,
    "categories": ["drinks"],
    "limit": 3,
}
SALE: dict[str, Any] = {
    "id": "cake_sale",
    "name": "muffin sale",
    "sale": True,
    "kind": "buy_x_get_y",
    "buy": 1,
    "get": 1,
    "products": ["muffin"],
    "ends": "2026-03-02T00:00:00+00:00",
    "stacks_with": "all",
}
SECRET: dict[str, Any] = {
    "id": "staff",
    "name": "staff coupon",
    "listed": False,
    "codes": [{"code": "STAFF99", "spoken": ["staff ninety nine"]}],
    "kind": "percent",
    "percent": 50,
}
OFFERS = [WELCOME, DRINKS, SALE, SECRET]


@pytest.fixture
def shop(store: Store) -> Store:
    """The small shop with its offers."""
    with store.begin() as session:
        load(session, parse(shop_text(offers=OFFERS)))
    return store


def add(session: Session, owner: str, product: str = "water", pieces: int = 1) -> None:
    cart.add(session, owner, product, pieces, [LARGE] if product == "latte" else [], NOW)


def buy(session: Session, owner: str) -> orders.Order:
    quote = checkout.quote(session, owner, NOW)
    return checkout.place(session, owner, quote.cart_version, "Ann", NOW, told=quote.cost.total)


def used(session: Session) -> dict[tuple[str, str], int]:
    return {(row.offer_id, row.owner): row.uses for row in session.execute(select(OFFER_USE))}


def test_a_sale_is_in_the_quote_and_frozen_in_the_order(shop: Store) -> None:
    with shop.begin() as session:
        add(session, ANN, "muffin", 3)
        add(session, ANN, "water")
        order = buy(session, ANN)
        assert (order.subtotal, order.discount) == (1230, 345)
        assert [one.discount for one in order.lines] == [345, 0]
        assert (order.tax, order.total) == (73, 958)
        told = {"offer": "cake_sale", "name": "muffin sale", "amount": 345, "counted": []}
        assert order.discounts == [told]
        assert used(session) == {}


def test_a_sale_that_ends_between_read_back_and_yes_is_told_anew(shop: Store) -> None:
    with shop.begin() as session:
        add(session, ANN, "muffin", 2)
        quote = checkout.quote(session, ANN, NOW)
        late = NOW + timedelta(days=1)
        with pytest.raises(CartChanged):
            checkout.place(session, ANN, quote.cart_version, None, late, told=quote.cost.total)
        assert checkout.quote(session, ANN, late).cost.discount == 0


@pytest.mark.parametrize(
    ("words", "ids"),
    [("welcome coupon", ()), ("HELLO5", ()), ("hello five", ()), ("x", ("welcome",))],
)
def test_a_coupon_is_used_by_its_name_or_code(
    shop: Store, words: str, ids: tuple[str, ...]
) -> None:
    with shop.begin() as session:
        add(session, ANN, "water", 2)
        version = checkout.quote(session, ANN, NOW).cart_version
        offer, cost = coupons.use(session, ANN, words, ids, NOW)
        assert (offer.id, cost.discount) == ("welcome", 39)
        assert checkout.quote(session, ANN, NOW).cart_version == version + 1
    with shop.begin() as session:
        assert checkout.quote(session, ANN, NOW).totals.discounts[0].name == "welcome coupon"
        assert coupons.take_off(session, ANN, NOW) == (offer,)
        assert checkout.quote(session, ANN, NOW).cost.discount == 0
        with pytest.raises(NoCoupon):
            coupons.take_off(session, ANN, NOW)


def test_the_better_of_two_coupons_is_used_and_the_other_refused(shop: Store) -> None:
    with shop.begin() as session:
        add(session, ANN, "water", 2)
        coupons.use(session, ANN, "welcome coupon", (), NOW)
        coupons.use(session, ANN, "drinks coupon", (), NOW)
        held = cart.current(session, ANN)
        assert held is not None
        assert held.coupons == ["drinks"]
        with pytest.raises(OfferOutdone):
            coupons.use(session, ANN, "welcome coupon", (), NOW)


def test_the_best_coupon_is_found_among_those_that_are_told(shop: Store) -> None:
    with shop.begin() as session:
        with pytest.raises(EmptyCart):
            coupons.best(session, ANN, NOW)
        add(session, ANN, "water", 2)
        found, cost = coupons.best(session, ANN, NOW)
        assert ([one.id for one in found], cost.discount) == (["drinks"], 100)
        assert coupons.best(session, ANN, NOW)[0] == ()
        coupons.use(session, ANN, "staff99", (), NOW)
        assert coupons.best(session, ANN, NOW)[1].discount == 195
        told = [one.id for one in coupons.told(session, NOW)]
        assert told == ["welcome", "drinks", "cake_sale"]
        assert "cake_sale" not in {one.id for one in coupons.told(session, NOW + timedelta(days=2))}


def test_what_is_not_told_is_not_used_by_its_name_and_guesses_are_counted(shop: Store) -> None:
    for _ in range(guesses.CUSTOMER[guesses.COUPON].wrong):
        with shop.begin() as session:
            add(session, ANN)
            with pytest.raises(UnknownCoupon) as refused:
                coupons.use(session, ANN, "staff coupon", (), NOW)
            guesses.count(session, ANN, [refused.value], NOW)
            cart.empty(session, ANN, NOW)
    with shop.begin() as session, pytest.raises(TooManyGuesses):
        coupons.use(session, ANN, "staff99", (), NOW)


def test_uses_are_counted_with_the_order_and_given_back_with_it(shop: Store) -> None:
    with shop.begin() as session:
        add(session, ANN)
        coupons.use(session, ANN, "welcome coupon", (), NOW)
        order = buy(session, ANN)
        assert used(session) == {("welcome", ANN): 1}
    with shop.begin() as session:
        add(session, ANN)
        with pytest.raises(OfferUsed):
            coupons.use(session, ANN, "welcome coupon", (), NOW)
        orders.cancel(session, orders.get(session, order.id), LATER)
        assert used(session) == {("welcome", ANN): 0}
        coupons.use(session, ANN, "welcome coupon", (), NOW)
    with shop.begin() as session:
        again = buy(session, ANN)
        orders.move(session, again.number, orders.OrderStatus.CANCELLED, LATER)
        privacy.erase(session, ANN, LATER)
        assert used(session) == {}


def test_who_is_not_known_cannot_use_what_each_may_use_once(shop: Store) -> None:
    with shop.begin() as session:
        add(session, VISIT)
        with pytest.raises(OfferNeedsAccount):
            coupons.use(session, VISIT, "welcome coupon", (), NOW)
        assert coupons.best(session, VISIT, NOW)[0][0].id == "drinks"


def test_an_offer_that_the_catalogue_has_no_more_is_not_applied(shop: Store) -> None:
    with shop.begin() as session:
        add(session, ANN)
        coupons.use(session, ANN, "drinks coupon", (), NOW)
        load(session, parse(shop_text()))
        assert buy(session, ANN).discount == 0


def redeem(url: str, owners: list[str], start: Barrier) -> list[str]:
    """Buy with the coupon for each owner; returns what became of each."""
    became = []
    with Store.open(url, busy_ms=30_000) as store:
        start.wait()
        for owner in owners:
            try:
                with store.begin() as session:
                    checkout.place(session, owner, 2, None, NOW, told=103)
                became.append("used")
            except (OfferUsedUp, CartChanged) as refused:
                became.append(type(refused).__name__)
    return became


def test_two_tills_use_the_last_coupon_once(shop: Store, url: str) -> None:
    owners = [[f"till {till} visit {visit}" for visit in range(4)] for till in range(2)]
    with shop.begin() as session:
        for owner in (one for each in owners for one in each):
            add(session, owner)
            coupons.use(session, owner, "drinks coupon", (), NOW)
    start = Barrier(2)
    with ThreadPoolExecutor(2) as tills:
        became = list(tills.map(lambda each: redeem(url, each, start), owners))
    assert sum(one == "used" for each in became for one in each) == 3
    with shop.begin() as session:
        assert used(session) == {("drinks", ""): 3}


def test_a_shop_without_offers_costs_no_statement_more(store: Store, statements: list[str]) -> None:
    with store.begin() as session:
        put(session, "water")
        held = cart.current(session, OWNER)
        assert held is not None
        cart.totals(session, held, NOW)
        statements.clear()
        cart.totals(session, held, NOW)
        assert statements == []


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"percent": None}, "an offer of kind percent needs percent"),
    ({"amount": 5}, "does not belong to an offer of kind percent"),
    ({"percent": 101}, "less than or equal to 100"),
    ({"products": ["tea"]}, "'tea' is no product's id"),
    ({"categories": ["tea"]}, "'tea' is no category's id"),
    ({"stacks_with": ["x"]}, "'x' is no offer's id"),
    ({"starts": "tomorrow"}, "must be a time with its zone"),
    ({"ends": "2026-03-02T00:00:00"}, "must be a time with its zone"),
    ({"starts": "2026-03-02T00:00Z", "ends": "2026-03-02T00:00Z"}, "must be after starts"),
    ({"sale": True}, "a sale applies by itself and has no codes"),
    ({"listed": False, "codes": []}, "an offer that is not listed needs codes"),
    ({"limit": 1, "limit_per_customer": 2}, "must not be above limit, 1"),
    ({"id": "drinks"}, "stands already at number 0"),
    ({"name": "Drinks Coupon"}, "'drinks coupon' already names 'drinks'"),
    ({"codes": [{"code": "A!", "spoken": ["a"]}]}, "should match pattern"),
]
PIECES = {"kind": "buy_x_get_y", "buy": 2, "get": 1, "sale": True, "stacks_with": "all"}


@pytest.mark.parametrize(("wrong", "message"), WRONG, ids=[message for _, message in WRONG])
def test_what_is_wrong_with_an_offer_is_named(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(CatalogueInvalid) as refused:
        parse(shop_text(offers=[DRINKS, WELCOME | wrong]))
    assert message in str(refused.value)
    assert "offers[" in str(refused.value)


def test_offers_that_could_be_combined_in_too_many_ways_are_refused() -> None:
    many = [{"id": f"o{n}", "name": f"offer {n}", **PIECES} for n in range(8)]
    parse(shop_text(offers=many[:7]))
    with pytest.raises(CatalogueInvalid) as refused:
        parse(shop_text(offers=many))
    assert "more than 128 ways" in str(refused.value)


def test_a_coupon_that_waits_for_more_in_the_cart_is_kept_when_another_is_used(
    shop: Store,
) -> None:
    with shop.begin() as session:
        line = cart.add(session, ANN, "water", 1, (), NOW)
        add(session, ANN, "muffin", 2)
        coupons.use(session, ANN, "drinks coupon", (), NOW)
        cart.remove(session, ANN, line.id, now=NOW)
        coupons.use(session, ANN, "welcome coupon", (), NOW)
        held = cart.current(session, ANN)
        assert held is not None
        assert held.coupons == ["drinks", "welcome"]


def test_the_staff_see_how_often_offers_were_used(shop: Store) -> None:
    with shop.begin() as session:
        for owner, coupon in ((ANN, "welcome"), ("alexa:bob", "welcome"), (ANN, "drinks")):
            add(session, owner)
            coupons.use(session, owner, "", (coupon,), NOW)
            buy(session, owner)
        assert redemptions.used(session) == {"welcome": 2, "drinks": 1}


def test_errors_of_offers_say_what_is_wrong() -> None:
    error: ShopError = OfferUsed(Named("welcome", "welcome coupon"), 1)
    assert str(error) == "welcome coupon may be used 1 times by one customer"
