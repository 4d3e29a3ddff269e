"""Whatever is done to a cart, its totals add up and are never negative."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from models import cart
from models.base import Store
from models.catalog import ChoiceRef
from models.catalog_import import load, parse
from models.errors import ShopError
from tests.models.world import NOW, OWNER, SHOP, shop_text

PRODUCTS = [entry["id"] for entry in SHOP["products"]]
REFS = [
    ChoiceRef(group["id"], choice["id"], amount)
    for group in SHOP["groups"]
    for choice in group["choices"]
    for amount in (None, *group.get("amounts", ()))
]
choices = st.lists(st.sampled_from(REFS), max_size=4)
quantities = st.integers(min_value=-1, max_value=22)
lines = st.integers(min_value=0, max_value=4)
steps = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(PRODUCTS), quantities, choices),
    st.tuples(st.just("change"), lines, st.none() | quantities, choices, st.none() | quantities),
    st.tuples(st.just("remove"), lines, st.none() | quantities),
    st.tuples(st.just("undo")),
    st.tuples(st.just("empty")),
)


@pytest.fixture(scope="module")
def bar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('any') / 'shop.db'}") as store:
        store.migrate()
        with store.begin() as session:
            load(session, parse(shop_text()))
        yield store


def do(session: Session, step: tuple[Any, ...]) -> None:
    """Take one step; a line is meant by its place, and may not be there."""
    found = cart.current(session, OWNER)
    ids = dict(enumerate(line.id for line in found.lines)) if found else {}
    match step:
        case ("add", product, quantity, refs):
            cart.add(session, OWNER, product, quantity, refs, NOW)
        case ("change", place, quantity, refs, count):
            line = ids.get(place, 0)
            cart.change(session, OWNER, line, quantity=quantity, choices=refs, count=count, now=NOW)
        case ("remove", place, quantity):
            cart.remove(session, OWNER, ids.get(place, 0), quantity=quantity, now=NOW)
        case ("undo",):
            cart.undo(session, OWNER, NOW)
        case ("empty",):
            cart.empty(session, OWNER, NOW)


def check(session: Session) -> None:
    """Everything that must always be true of a cart."""
    session.expire_all()
    found = cart.current(session, OWNER)
    if found is None:
        return
    totals = cart.totals(session, found, NOW)
    assert totals.subtotal == sum(line.quantity * line.unit_price for line in found.lines)
    assert totals.total == totals.subtotal + totals.tax
    assert 0 <= totals.subtotal <= totals.total
    assert -5_000 < 10_000 * totals.tax - 825 * totals.subtotal <= 5_000
    assert [line.position for line in found.lines] == sorted({one.position for one in found.lines})
    for line in found.lines:
        assert line.quantity > 0
        paid = line.product.price + sum(one.price for one in line.choices)
        assert line.unit_price == paid >= 0
        assert not any(other is not line and other.same_as(line) for other in found.lines)
        stock = line.product.stock
        limit = line.product.max_quantity or 20
        assert found.pieces_of(line.product) <= (limit if stock is None else min(limit, stock))


class Forget(Exception):
    """Rolls an example back."""


@given(taken=st.lists(steps, max_size=8))
def test_totals_add_up_and_are_never_negative(bar: Store, taken: list[tuple[Any, ...]]) -> None:
    with suppress(Forget), bar.begin() as session:
        for step in taken:
            with suppress(ShopError):
                do(session, step)
            check(session)
        raise Forget
