"""The cart is filled, changed, emptied; what is refused changes nothing."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from models import cart
from models.base import Store
from models.browse import shop
from models.cart import Cart, CartLine, Totals
from models.catalog import ChoiceRef, Product
from models.errors import (
    CartTooLong,
    ChoiceNotOffered,
    EmptyCart,
    OptionNotOffered,
    OutOfStock,
    QuantityDoubtful,
    QuantityInvalid,
    ShopError,
    TooManyChoices,
    UnknownLine,
    UnknownProduct,
)
from tests.models.world import (
    CARAMEL,
    CREAM,
    HAZELNUT,
    LARGE,
    LATER,
    MEDIUM,
    NOW,
    OAT,
    OWNER,
    SMALL,
    VANILLA,
)

Shown = list[tuple[int, str, list[str]]]


def put(session: Session, product: str, quantity: int = 1, *choices: ChoiceRef) -> CartLine:
    return cart.add(session, OWNER, product, quantity, choices, NOW)


def shown(session: Session, owner: str = OWNER) -> Shown:
    """Read the cart anew: quantity, product and choices of each line."""
    session.expire_all()
    found = cart.current(session, owner)
    lines = found.lines if found else []
    return [(one.quantity, one.product_id, [c.text for c in one.choices]) for one in lines]


def test_there_is_no_cart_before_anything_is_added(session: Session) -> None:
    assert cart.current(session, OWNER) is None


def test_a_product_is_added_with_choices_and_price(session: Session) -> None:
    line = put(session, "latte", 2, LARGE, OAT)
    assert (line.quantity, line.unit_price, line.total) == (2, 570, 1140)
    assert [(one.name, one.position) for one in line.choices] == [
        ("large", "before"),
        ("oat milk", "after"),
    ]
    assert line.missing() == []
    assert shown(session) == [(2, "latte", ["large", "oat_milk"])]


def test_defaults_are_filled_in(session: Session) -> None:
    assert [one.text for one in put(session, "beans").choices] == ["small_bag"]


def test_a_line_may_wait_for_its_choices(session: Session) -> None:
    line = put(session, "latte", 1, OAT)
    assert [option.group_id for option in line.missing()] == ["size"]
    line = cart.choose(session, OWNER, line.id, [SMALL], LATER)
    assert line.missing() == []
    assert shown(session) == [(1, "latte", ["small", "oat_milk"])]


def test_equal_lines_join_and_different_ones_do_not(session: Session) -> None:
    first = put(session, "latte", 1, LARGE, OAT)
    put(session, "latte", 1, LARGE)
    assert put(session, "latte", 2, OAT, LARGE).id == first.id
    assert shown(session) == [(3, "latte", ["large", "oat_milk"]), (1, "latte", ["large"])]


def test_a_choice_made_later_may_join_lines(session: Session) -> None:
    first = put(session, "latte", 2, LARGE)
    second = put(session, "latte", 1, SMALL)
    assert cart.choose(session, OWNER, second.id, [LARGE], LATER).id == first.id
    assert shown(session) == [(3, "latte", ["large"])]


def test_carts_of_others_are_not_seen(session: Session) -> None:
    line = put(session, "water")
    assert shown(session, "counter:visit-2") == []
    with pytest.raises(UnknownLine):
        cart.remove(session, "counter:visit-2", line.id, now=NOW)


@pytest.mark.parametrize(
    ("quantity", "choices", "count", "after"),
    [
        (None, [LARGE], None, [(3, "latte", ["large"])]),
        (5, [], None, [(5, "latte", ["small"])]),
        (1, [OAT], None, [(1, "latte", ["small", "oat_milk"])]),
        (None, [LARGE], 1, [(2, "latte", ["small"]), (1, "latte", ["large"])]),
        (None, [LARGE, OAT], 2, [(1, "latte", ["small"]), (2, "latte", ["large", "oat_milk"])]),
        (None, [LARGE], 3, [(3, "latte", ["large"])]),
        (2, [LARGE], 1, [(2, "latte", ["small"]), (2, "latte", ["large"])]),
        (None, [SMALL], 1, [(3, "latte", ["small"])]),
        (None, [], None, [(3, "latte", ["small"])]),
    ],
)
def test_a_line_or_a_part_of_it_is_changed(
    session: Session,
    quantity: int | None,
    choices: list[ChoiceRef],
    count: int | None,
    after: Shown,
) -> None:
    line = put(session, "latte", 3, SMALL)
    put(session, "water")
    changed = cart.change(
        session, OWNER, line.id, quantity=quantity, choices=choices, count=count, now=LATER
    )
    assert shown(session) == [*after, (1, "water", [])]
    assert (changed.quantity, [one.text for one in changed.choices]) == (
        after[-1][0],
        after[-1][2],
    )


def test_a_removed_line_is_gone_and_the_others_stay(session: Session) -> None:
    line = put(session, "latte", 3, SMALL)
    put(session, "water", 2)
    cart.remove(session, OWNER, line.id, quantity=1, now=LATER)
    assert shown(session) == [(2, "latte", ["small"]), (2, "water", [])]
    cart.remove(session, OWNER, line.id, now=LATER)
    assert shown(session) == [(2, "water", [])]


def test_an_emptied_cart_is_empty(session: Session) -> None:
    put(session, "water")
    cart.empty(session, OWNER, LATER)
    assert shown(session) == []
    with pytest.raises(EmptyCart):
        cart.empty(session, OWNER, LATER)


@pytest.mark.parametrize(
    ("prices", "tax_basis_points", "totals"),
    [
        ([], 825, Totals(0, 0, 0)),
        ([1], 825, Totals(1, 0, 1)),
        ([6], 825, Totals(6, 0, 6)),
        ([7], 825, Totals(7, 1, 8)),
        ([20], 250, Totals(20, 1, 21)),
        ([19], 250, Totals(19, 0, 19)),
        ([10, 10], 250, Totals(20, 1, 21)),
        ([100], 10_000, Totals(100, 100, 200)),
        ([399, 1], 0, Totals(400, 0, 400)),
        ([99_999_999], 825, Totals(99_999_999, 8_250_000, 108_249_999)),
    ],
)
def test_tax_is_rounded_half_up_once_on_the_sum(
    session: Session, prices: list[int], tax_basis_points: int, totals: Totals
) -> None:
    lines = [CartLine(Product(), 1, unit_price=price) for price in prices]
    shop(session).tax_basis_points = tax_basis_points
    assert cart.totals(session, Cart(OWNER, NOW, lines), NOW) == totals


REFUSED: list[tuple[Callable[[Session, int], object], type[ShopError]]] = [
    (lambda s, line: put(s, "spaceship"), UnknownProduct),
    (lambda s, line: put(s, "latte", 1, ChoiceRef("bag", "small_bag")), OptionNotOffered),
    (lambda s, line: put(s, "iced_latte", 1, MEDIUM), ChoiceNotOffered),
    (lambda s, line: put(s, "latte", 1, OAT, CREAM), TooManyChoices),
    (lambda s, line: put(s, "latte", 0), QuantityInvalid),
    (lambda s, line: put(s, "latte", -1), QuantityInvalid),
    (lambda s, line: put(s, "latte", 21), QuantityInvalid),
    (lambda s, line: put(s, "water", 5), QuantityInvalid),
    (lambda s, line: put(s, "latte", 7), QuantityDoubtful),
    (lambda s, line: put(s, "muffin", 6), OutOfStock),
    (lambda s, line: put(s, "carrot_cake"), OutOfStock),
    (lambda s, line: cart.choose(s, OWNER, 999, [LARGE], LATER), UnknownLine),
    (
        lambda s, line: cart.choose(s, OWNER, line, [VANILLA, CARAMEL, HAZELNUT], LATER),
        TooManyChoices,
    ),
    (lambda s, line: cart.change(s, OWNER, line, quantity=0, now=LATER), QuantityInvalid),
    (lambda s, line: cart.change(s, OWNER, line, quantity=21, now=LATER), QuantityInvalid),
    (lambda s, line: cart.change(s, OWNER, line, quantity=7, now=LATER), QuantityDoubtful),
    (lambda s, line: cart.change(s, OWNER, line, count=0, now=LATER), QuantityInvalid),
    (lambda s, line: cart.change(s, OWNER, line, count=3, now=LATER), QuantityInvalid),
    (
        lambda s, line: cart.change(s, OWNER, line, choices=[LARGE, MEDIUM], count=1, now=LATER),
        TooManyChoices,
    ),
    (lambda s, line: cart.remove(s, OWNER, line, quantity=3, now=LATER), QuantityInvalid),
    (lambda s, line: cart.remove(s, OWNER, line, quantity=0, now=LATER), QuantityInvalid),
    (lambda s, line: cart.remove(s, OWNER, 999, now=LATER), UnknownLine),
]


@pytest.mark.parametrize(("act", "refusal"), REFUSED)
def test_what_is_refused_changes_nothing_even_if_the_turn_goes_on(
    store: Store, act: Callable[[Session, int], object], refusal: type[ShopError]
) -> None:
    with store.begin() as session:
        line = put(session, "latte", 2, SMALL)
        version = cart.current(session, OWNER).version  # type: ignore[union-attr]
        before = shown(session)
        with pytest.raises(refusal):
            act(session, line.id)
    with store.begin() as session:
        found = cart.current(session, OWNER)
        assert found is not None
        assert (shown(session), found.version) == (before, version)


def test_a_refusal_carries_the_numbers_to_say(session: Session) -> None:
    put(session, "muffin", 3)
    with pytest.raises(OutOfStock) as stock:
        put(session, "muffin", 3)
    assert (stock.value.product.name, stock.value.wanted, stock.value.left) == ("muffin", 6, 5)
    put(session, "water", 3)
    with pytest.raises(QuantityInvalid) as limit:
        put(session, "water", 2)
    assert (limit.value.quantity, limit.value.lowest, limit.value.highest) == (5, 1, 4)
    with pytest.raises(QuantityDoubtful) as doubt:
        put(session, "latte", 7)
    assert (doubt.value.quantity, doubt.value.ask_above) == (7, 6)


def test_the_limits_are_for_the_product_in_all_its_lines(session: Session) -> None:
    cart.add(session, OWNER, "latte", 15, [SMALL], NOW, confirmed=True)
    with pytest.raises(QuantityInvalid):
        put(session, "latte", 6, LARGE)
    put(session, "latte", 5, LARGE)


def test_a_confirmed_quantity_is_not_questioned(session: Session) -> None:
    line = cart.add(session, OWNER, "latte", 7, [SMALL], NOW, confirmed=True)
    assert line.quantity == 7
    line = cart.change(session, OWNER, line.id, quantity=9, now=LATER, confirmed=True)
    assert line.quantity == 9
    assert cart.change(session, OWNER, line.id, quantity=8, now=LATER).quantity == 8


def test_a_cart_has_so_many_lines_and_no_more(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cart, "MOST_LINES", 2)
    line = put(session, "latte", 2, SMALL)
    put(session, "latte", 1, LARGE)
    with pytest.raises(CartTooLong):
        put(session, "water")
    with pytest.raises(CartTooLong):
        cart.change(session, OWNER, line.id, choices=[MEDIUM], count=1, now=LATER)
    put(session, "latte", 1, SMALL)


def test_every_change_raises_the_version(session: Session) -> None:
    def version() -> int:
        found = cart.current(session, OWNER)
        return found.version if found else 0

    line = put(session, "latte", 3)
    versions = [version()]
    for change in (
        lambda: cart.choose(session, OWNER, line.id, [SMALL], LATER),
        lambda: cart.change(session, OWNER, line.id, quantity=2, now=LATER),
        lambda: cart.remove(session, OWNER, line.id, quantity=1, now=LATER),
        lambda: cart.undo(session, OWNER, LATER),
        lambda: cart.empty(session, OWNER, LATER),
    ):
        change()
        versions.append(version())
    assert versions == [1, 2, 3, 4, 5, 6]


def test_a_long_cart_costs_no_more_queries_than_a_short_one(
    store: Store, statements: list[str]
) -> None:
    def turn() -> int:
        statements.clear()
        with store.begin() as session:
            put(session, "latte", 1, LARGE, OAT)
            found = cart.current(session, OWNER)
            assert found is not None
            assert all(not line.missing() for line in found.lines)
            assert [line.product.name for line in found.lines]
            cart.totals(session, found, NOW)
        return len(statements)

    with store.begin() as session:
        put(session, "latte", 1, SMALL)
        put(session, "muffin")  # counted: how many are left is a question of its own
    short = turn()
    with store.begin() as session:
        for product in ("iced_latte", "water", "beans"):
            choices = [SMALL] if product == "iced_latte" else []
            put(session, product, 1, *choices)
    assert turn() <= short


def test_a_cart_is_read_once_a_transaction(store: Store, statements: list[str]) -> None:
    with store.begin() as session:
        put(session, "latte", 1, LARGE)
        statements.clear()
        cart.current(session, OWNER)
        assert statements == []
        cart.current(session, "other")
        assert len(statements) == 1


def test_a_cart_begun_in_vain_is_forgotten(session: Session) -> None:
    with pytest.raises(KeyError), session.begin_nested():
        put(session, "latte", 1, LARGE)
        raise KeyError("on the way")
    assert cart.current(session, OWNER) is None
    assert put(session, "water").quantity == 1
    assert shown(session) == [(1, "water", [])]


def test_a_cart_changed_in_vain_is_as_it_was(session: Session) -> None:
    put(session, "latte", 1, LARGE)
    with pytest.raises(KeyError), session.begin_nested():
        put(session, "water")
        raise KeyError("on the way")
    there = cart.current(session, OWNER)
    assert there is not None
    assert (there.version, [one.product_id for one in there.lines]) == (1, ["latte"])
