"""Recommending with a reason, and offering unasked: to whom a rule is for, once, never again after a no, and counted."""

from datetime import timedelta

from sqlalchemy import event

from models import cart, checkout, recommending, suggestions
from models.catalog import ChoiceRef
from tests.alexa import OWNER, Speaker, words
from tests.talk import START, Talk

TEA = {"product": "green tea=green_tea", "size": "small=small"}
GREY = {"product": "earl grey=earl_grey", "size": "small=small"}
SIZED = [ChoiceRef("size", "large")]


def ordered(shop: Talk, owner: str, *products: str) -> None:
    with shop.store.begin() as session:
        for product in products:
            cart.add(session, owner, product, 1, SIZED if product == "latte" else [], START)
        version = checkout.quote(session, owner, START).cart_version
        checkout.place(session, owner, version, "Ann", START)


def sold(shop: Talk, times: int, *products: str) -> None:
    for number in range(times):
        ordered(shop, f"alexa:{'-'.join(products)}.{number}", *products)


def test_what_goes_with_it_is_what_people_ordered_with_it(shop: Talk) -> None:
    sold(shop, 3, "latte", "croissant")
    sold(shop, 2, "latte", "brownie")
    alexa = Speaker(shop)
    said = words(alexa.say("PairingIntent", product="latte=latte"))
    assert said.startswith("People who order a latte often add a croissant.")
    assert "croissant" in words(alexa.say("AMAZON.YesIntent"))
    assert shop.cart(OWNER) == [[1, "croissant", {}]]


def test_two_orders_are_no_people(shop: Talk) -> None:
    sold(shop, 2, "latte", "croissant")
    said = words(Speaker(shop).say("PairingIntent", product="latte=latte"))
    assert "too few" in said


def test_it_is_recommended_to_the_cart_and_to_the_usual(shop: Talk) -> None:
    sold(shop, 3, "latte", "croissant")
    alexa = Speaker(shop)
    assert words(alexa.say("RecommendIntent")).startswith("People like a croissant best")
    for _ in range(2):
        ordered(shop, OWNER, "latte")
    said = words(alexa.say("RecommendIntent"))
    assert said.startswith(
        "You often have a latte. People who order a latte often add a croissant."
    )
    alexa.say("AddItemIntent", product="croissant=croissant")
    assert words(alexa.say("RecommendIntent")).startswith(
        "People who order a croissant often add a latte"
    )


def test_what_is_sold_out_is_not_recommended(shop: Talk) -> None:
    sold(shop, 3, "latte", "croissant")
    with shop.store.begin() as session:
        session.connection().exec_driver_sql("UPDATE branch_stock SET pieces = 0")
        assert recommending.together(session, "latte", 3) == []


def test_what_came_long_ago_or_comes_later_is_not_new(shop: Talk) -> None:
    with shop.store.read() as session:

        def new(days: int) -> list[str]:
            today = (START + timedelta(days=days)).date()
            return [one.id for one in recommending.new(session, today, 3)]

        assert new(0) == ["stroopwafel", "matcha_latte"]
        assert new(35) == ["stroopwafel"]
        assert new(90) == []
        assert new(-25) == ["matcha_latte"]


def test_after_a_no_a_known_customer_is_never_offered_it_again(shop: Talk) -> None:
    first, later = Speaker(shop), Speaker(shop)
    assert "something sweet" in words(first.say("AddItemIntent", **TEA))
    first.say("AMAZON.NoIntent")
    again = words(later.say("AddItemIntent", **GREY))
    assert "something sweet" not in again


def test_one_who_passed_it_over_may_be_asked_in_another_session(shop: Talk) -> None:
    first, later = Speaker(shop), Speaker(shop)
    assert "something sweet" in words(first.say("AddItemIntent", **TEA))
    assert "filters" not in words(first.say("AddItemIntent", product="chemex=chemex"))
    assert "something sweet" in words(later.say("AddItemIntent", **GREY))


def test_what_is_for_those_who_ordered_before_is_offered_to_them_alone(shop: Talk) -> None:
    with shop.store.read() as session:
        rule = suggestions.named(session, "grinder")
        assert rule is not None
        beans = {"product": f"beans={sorted(rule.when)[0]}"}
    assert "grinder" not in words(Speaker(shop).say("AddItemIntent", **beans))
    ordered(shop, f"{OWNER}2", "bagel")
    with shop.store.read() as session:
        found = [
            suggestions.find(session, one, rule.when, known=True) for one in (OWNER, f"{OWNER}2")
        ]
        assert [one and one.id for one in found] == [None, "grinder"]
        assert suggestions.find(session, f"{OWNER}2", rule.when, known=False) is None


def test_offers_and_what_was_said_to_them_are_counted_by_rule(shop: Talk) -> None:
    for answer in ("AMAZON.YesIntent", "CartIntent", "AMAZON.NoIntent"):
        alexa = Speaker(shop)
        alexa.say("AddItemIntent", **TEA)
        alexa.say(answer)
    with shop.store.read() as session:
        assert suggestions.counts(session) == [suggestions.Counts("sweet_with_tea", 3, 1, 1)]


def test_an_offer_costs_a_turn_nothing_where_no_rule_fits(shop: Talk) -> None:
    seen: list[str] = []
    with shop.store.read() as session:
        suggestions.find(session, OWNER, {"bagel"}, known=True)  # the shop is kept from here on
        event.listen(
            session.get_bind(), "before_cursor_execute", lambda *said: seen.append(said[2])
        )
        assert suggestions.find(session, OWNER, {"bagel", "latte"}, known=True) is None
    assert seen == []
