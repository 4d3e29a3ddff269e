"""The calculation of prices: its rules one by one, and what is always so, whatever the cart and the offers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations as subsets
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.pricing.combine import combinations, ways
from models.pricing.eligible import Buyer, Uses
from models.pricing.errors import (
    NoPoints,
    NothingToPay,
    OfferBelowMinimum,
    OfferElsewhere,
    OfferError,
    OfferNeedsAccount,
    OfferNotYet,
    OfferOutdone,
    OfferOver,
    OfferTooFew,
    OfferUsed,
    OfferUsedUp,
    OfferUseless,
    PointsTooFew,
)
from models.pricing.loyalty import Loyalty
from models.pricing.offers import Kind, Line, Offer
from models.pricing.price import Priced, Rules, price
from models.pricing.reductions import Rest
from models.pricing.rounding import half_up, spread
from tests.models.world import NOW

LATTES = Line("latte", "coffee", 2, 400)
CAKE = Line("cake", "food", 1, 333)
TENTH = Offer("tenth", "a tenth off", Kind.PERCENT, percent=10, said=("tenth",))
TWO_OFF = Offer("two_off", "two off", Kind.AMOUNT, amount=200, said=("two off",))
GIFT = Offer("gift", "third free", Kind.BUY_X_GET_Y, buy=2, get=1, said=("gift",))


CENTS = Loyalty(points=5, spent=100, value=1)


def cost(
    lines: Sequence[Line],
    *offers: Offer,
    tax: int = 0,
    points: int | None = None,
    loyalty: Loyalty | None = CENTS,
) -> Priced:
    """What lines cost when all coupons are said, and points are to pay, if any are given."""
    rules = Rules(offers, tax, "USD", loyalty)
    return price(lines, rules, {one.id for one in offers}, Buyer(points=points), NOW)


def test_a_percent_is_rounded_once_and_spread_over_the_lines() -> None:
    found = cost([LATTES, CAKE], TENTH, tax=1000)
    assert (found.subtotal, found.discount, found.tax, found.total) == (1133, 113, 102, 1122)
    assert found.off == (80, 33)


def test_an_amount_takes_no_more_than_there_is() -> None:
    found = cost([replace(CAKE, unit_price=150)], TWO_OFF, tax=825)
    assert (found.discount, found.tax, found.total) == (150, 0, 0)


def test_of_so_many_pieces_the_cheapest_are_free() -> None:
    found = cost([replace(LATTES, quantity=5), replace(CAKE, quantity=2)], GIFT)
    assert found.off == (0, 666)


def test_an_offer_is_for_its_products_and_categories_only() -> None:
    coffee = replace(TENTH, categories=frozenset({"coffee"}))
    assert cost([LATTES, CAKE], coffee).off == (80, 0)
    assert cost([LATTES, CAKE], replace(TENTH, products=frozenset({"cake"}))).off == (0, 33)


def test_pieces_come_before_percents_and_percents_before_amounts() -> None:
    offers = [replace(one, stacks_with_all=True) for one in (TWO_OFF, TENTH, GIFT)]
    found = cost([replace(LATTES, quantity=3)], *offers)
    assert [one.offer.kind for one in found.applied] == list(Kind)
    assert [one.amount for one in found.applied] == [400, 80, 200]


def test_points_pay_what_offers_have_left_and_tax_is_on_the_rest() -> None:
    found = cost([LATTES], TWO_OFF, tax=1000, points=250)
    assert (found.discount, sum(found.by_points), found.tax, found.total) == (450, 250, 35, 385)
    assert (found.points, found.earns) == (250, 17)


def test_only_whole_points_pay_and_no_more_than_there_is_to_pay() -> None:
    found = cost([CAKE], points=1_000, loyalty=replace(CENTS, value=50))
    assert (found.points, found.by_points, found.total) == (6, (300,), 33)


@pytest.mark.parametrize(
    ("lines", "points", "loyalty", "why"),
    [
        ([CAKE], 49, replace(CENTS, minimum=50), PointsTooFew),
        ([CAKE], -1, CENTS, PointsTooFew),
        ([CAKE], 100, replace(CENTS, value=334), NothingToPay),
        ([CAKE], 100, None, NoPoints),
    ],
)
def test_why_points_do_not_pay(
    lines: list[Line], points: int, loyalty: Loyalty | None, why: type[Exception]
) -> None:
    found = cost(lines, points=points, loyalty=loyalty)
    assert [type(one) for one in found.refused] == [why]
    assert (found.points, found.discount) == (0, 0)


def test_who_is_not_known_earns_nothing() -> None:
    rules = Rules((), 0, "USD", CENTS)
    assert price([LATTES], rules, (), Buyer(known=False), NOW).earns == 0
    assert price([LATTES], rules, (), Buyer(), NOW).earns == 40


def test_an_offer_of_pieces_is_left_out_where_it_would_spoil_a_better_one() -> None:
    cheap = replace(GIFT, id="cheap", buy=1, get=1, products=frozenset({"tea"}))
    three = replace(GIFT, id="three", buy=3, get=3, stacks_with_all=True)
    tea, cakes = Line("tea", "drinks", 2, 1), replace(CAKE, quantity=4, unit_price=100)
    found = cost([tea, cakes], cheap, three)
    assert ([one.offer.id for one in found.applied], found.discount) == (["three"], 102)


def test_a_coupon_that_takes_nothing_off_is_told() -> None:
    found = cost([replace(CAKE, unit_price=3)], TENTH)
    assert [type(one) for one in found.refused] == [OfferUseless]
    gone = cost([LATTES], replace(TENTH, percent=100), replace(TWO_OFF, stacks_with_all=True))
    assert [type(one) for one in gone.refused] == [OfferUseless]


def test_of_offers_that_do_not_go_together_the_better_is_used_and_the_other_told() -> None:
    found = cost([LATTES], TENTH, TWO_OFF)
    assert [one.offer for one in found.applied] == [TWO_OFF]
    (refused,) = found.refused
    assert isinstance(refused, OfferOutdone)
    assert (str(refused.offer), str(refused.other)) == ("a tenth off", "two off")


def test_it_is_enough_that_one_says_that_both_go_together() -> None:
    both = cost([LATTES], TENTH, replace(TWO_OFF, stacks_with=frozenset({"tenth"})))
    assert both.discount == 280
    assert not both.refused


def test_a_sale_applies_by_itself_and_a_coupon_when_it_is_said() -> None:
    rules = Rules((replace(TENTH, sale=True), TWO_OFF))
    assert price([LATTES], rules, (), Buyer(), NOW).discount == 80
    assert price([LATTES], rules, ("two_off",), Buyer(), NOW).discount == 200


DAY = timedelta(days=1)
WHY: list[tuple[dict[str, Any], Buyer, type[OfferError]]] = [
    ({"starts": NOW + DAY}, Buyer(), OfferNotYet),
    ({"ends": NOW}, Buyer(), OfferOver),
    ({"limit_per_customer": 1}, Buyer(known=False), OfferNeedsAccount),
    ({"limit_per_customer": 1}, Buyer(uses={"tenth": Uses(own=1)}), OfferUsed),
    ({"limit": 5}, Buyer(uses={"tenth": Uses(all=5)}), OfferUsedUp),
    ({"products": frozenset({"tea"})}, Buyer(), OfferElsewhere),
    ({"kind": Kind.BUY_X_GET_Y, "buy": 2, "get": 1}, Buyer(), OfferTooFew),
    ({"minimum": 801}, Buyer(), OfferBelowMinimum),
]


@pytest.mark.parametrize(("rule", "buyer", "why"), WHY, ids=[why.__name__ for *_, why in WHY])
def test_why_a_coupon_does_not_apply(
    rule: dict[str, Any], buyer: Buyer, why: type[OfferError]
) -> None:
    offer = replace(TENTH, **rule)
    found = price([LATTES], Rules((offer,)), {"tenth"}, buyer, NOW)
    assert [type(one) for one in found.refused] == [why]
    assert found.discount == 0


def test_what_is_used_within_its_limits_applies() -> None:
    offer = replace(TENTH, starts=NOW, ends=NOW + DAY, limit=2, limit_per_customer=2, minimum=800)
    buyer = Buyer(uses={"tenth": Uses(own=1, all=1)})
    assert price([LATTES], Rules((offer,)), {"tenth"}, buyer, NOW).discount == 80


IDS = st.sampled_from(["a", "b", "c", "d"])
SHELVES = st.sampled_from(["x", "y"])
LINES = st.lists(
    st.builds(Line, IDS, SHELVES, st.integers(1, 20), st.integers(0, 5_000)), max_size=6
)


@st.composite
def offered(draw: st.DrawFn) -> tuple[Offer, ...]:
    """Some offers, sales and coupons, that go with this and that."""
    names = [f"o{number}" for number in range(draw(st.integers(0, 6)))]
    return tuple(
        Offer(
            name,
            name,
            draw(st.sampled_from(Kind)),
            sale=draw(st.booleans()),
            percent=draw(st.integers(1, 100)),
            amount=draw(st.integers(1, 20_000)),
            buy=draw(st.integers(1, 4)),
            get=draw(st.integers(1, 3)),
            products=draw(st.frozensets(IDS, max_size=2)),
            categories=draw(st.frozensets(SHELVES, max_size=1)),
            minimum=draw(st.integers(0, 3_000)),
            stacks_with=draw(st.frozensets(st.sampled_from(names), max_size=3)),
            stacks_with_all=draw(st.booleans()),
        )
        for name in names
    )


RULES = st.builds(
    Loyalty, st.integers(1, 50), st.integers(1, 500), st.integers(1, 300), st.integers(1, 200)
)


@given(
    LINES,
    offered(),
    st.integers(0, 10_000),
    st.none() | st.integers(-50, 20_000),
    st.none() | RULES,
)
def test_nothing_is_negative_and_the_lines_are_the_total(
    lines: list[Line],
    offers: tuple[Offer, ...],
    tax: int,
    points: int | None,
    loyalty: Loyalty | None,
) -> None:
    found = cost(lines, *offers, tax=tax, points=points, loyalty=loyalty)
    nets = [line.total - off for line, off in zip(lines, found.off, strict=True)]
    assert all(0 <= net <= line.total for net, line in zip(nets, lines, strict=True))
    assert sum(nets) + found.tax == found.total >= 0
    assert found.subtotal - found.discount == sum(nets)
    assert found.discount == sum(one.amount for one in found.applied) + sum(found.by_points)
    assert -5_000 < 10_000 * found.tax - tax * sum(nets) <= 5_000
    order = [list(Kind).index(one.offer.kind) for one in found.applied]
    assert order == sorted(order)
    if loyalty:
        assert found.points == 0 or loyalty.minimum <= (points or 0) >= found.points
        assert sum(found.by_points) == found.points * loyalty.value
        assert found.earns * loyalty.spent <= sum(nets) * loyalty.points
    else:
        assert found.points == found.earns == 0


@given(LINES, offered(), st.integers(0, 20_000), RULES)
def test_points_come_last_and_change_nothing_that_offers_take_off(
    lines: list[Line], offers: tuple[Offer, ...], points: int, loyalty: Loyalty
) -> None:
    without = cost(lines, *offers, loyalty=loyalty)
    paid = cost(lines, *offers, points=points, loyalty=loyalty)
    assert paid.applied == without.applied
    assert paid.total == without.total - sum(paid.by_points)
    assert paid.earns <= without.earns
    left = paid.total
    spare = points - paid.points
    assert spare == 0 or left < loyalty.value or points < loyalty.minimum


@given(LINES, offered())
def test_what_is_applied_goes_together_and_each_coupon_is_applied_or_told(
    lines: list[Line], offers: tuple[Offer, ...]
) -> None:
    found = cost(lines, *offers)
    applied = [one.offer for one in found.applied]
    assert all(one.goes_with(other) for one, other in subsets(applied, 2))
    told = {error.offer.id for error in found.refused if hasattr(error, "offer")}
    assert not told & {one.id for one in applied}
    assert {one.id for one in offers} == told | {one.id for one in applied}


@given(LINES, offered())
def test_the_offers_used_are_the_best_that_may_be_used_together(
    lines: list[Line], offers: tuple[Offer, ...]
) -> None:
    best = cost(lines, *offers).discount
    for size in range(len(offers) + 1):
        for chosen in subsets(offers, size):
            if all(one.goes_with(other) for one, other in subsets(chosen, 2)):
                # Whatever goes together may be used alone; rounding may differ by a unit each.
                assert cost(lines, *chosen).discount <= best + len(chosen)


@given(LINES, offered())
def test_no_way_that_is_not_tried_takes_more_off(
    lines: list[Line], offers: tuple[Offer, ...]
) -> None:
    def off(chosen: Sequence[Offer]) -> int:
        rest = Rest.of(lines)
        ordered = sorted(chosen, key=lambda offer: list(Kind).index(offer.kind))
        return sum(sum(rest.take(offer)) for offer in ordered)

    fit = [one for one in offers if not one.minimum]
    best = max(map(off, ways(fit)))
    for size in range(len(fit) + 1):
        for chosen in subsets(fit, size):
            if all(one.goes_with(other) for one, other in subsets(chosen, 2)):
                assert off(chosen) <= best + len(fit)


@given(offered())
def test_combinations_are_all_largest_sets(offers: tuple[Offer, ...]) -> None:
    found = list(combinations(offers))
    assert len(set(found)) == len(found) >= 1
    for chosen in found:
        assert all(one.goes_with(other) for one, other in subsets(chosen, 2))
        others = [one for one in offers if one not in chosen]
        assert not any(all(one.goes_with(other) for other in chosen) for one in others)


@given(st.lists(st.integers(0, 10_000), max_size=8), st.integers(0, 100))
def test_parts_add_up_and_are_never_more_than_their_weight(weights: list[int], part: int) -> None:
    total = half_up(sum(weights), part, 100)
    parts = spread(total, weights)
    assert sum(parts) == total
    assert all(0 <= one <= weight for one, weight in zip(parts, weights, strict=True))


def test_half_of_a_unit_is_rounded_up() -> None:
    assert [half_up(amount, 50, 100) for amount in (0, 1, 2, 3)] == [0, 1, 1, 2]
    assert [half_up(amount, 1, 3) for amount in (1, 2, 4, 5)] == [0, 1, 1, 2]


def test_a_piece_that_was_given_is_not_counted_again() -> None:
    rest = Rest.of([replace(LATTES, quantity=3)])
    assert rest.take(GIFT) == (400,)
    assert rest.take(GIFT) == (0,)
