"""Undo takes back one change after the other."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import cart, checkout, reorders
from models.base import Store
from models.cart_history import MOST_SNAPSHOTS
from models.cart_tables import CART_SNAPSHOT
from models.errors import NothingToUndo
from tests.models.test_cart import put, shown
from tests.models.world import LARGE, LATER, MEDIUM, NOW, OAT, OWNER, SMALL

CHANGES: list[Callable[[Session, int], object]] = [
    lambda s, line: put(s, "water", 2),
    lambda s, line: put(s, "latte", 1, SMALL),
    lambda s, line: cart.choose(s, OWNER, line, [LARGE, OAT], LATER),
    lambda s, line: cart.change(s, OWNER, line, quantity=5, now=LATER),
    lambda s, line: cart.change(s, OWNER, line, choices=[LARGE], count=1, now=LATER),
    lambda s, line: cart.change(s, OWNER, line, choices=[MEDIUM], now=LATER),
    lambda s, line: cart.remove(s, OWNER, line, now=LATER),
    lambda s, line: cart.remove(s, OWNER, line, quantity=1, now=LATER),
    lambda s, line: cart.empty(s, OWNER, LATER),
]


@pytest.mark.parametrize("change", CHANGES)
def test_undo_brings_back_the_cart_as_it_was(
    store: Store, change: Callable[[Session, int], object]
) -> None:
    with store.begin() as session:
        line = put(session, "latte", 3, SMALL)
        put(session, "latte", 1, MEDIUM)
        before = shown(session)
    with store.begin() as session:
        change(session, line.id)
        assert shown(session) != before
    with store.begin() as session:
        there = cart.undo(session, OWNER, LATER)
        assert line.id in {one.id for one in there.lines}
    with store.begin() as session:
        assert shown(session) == before


def test_undo_goes_back_step_by_step_to_the_empty_cart(session: Session) -> None:
    seen = []
    for product in ("water", "muffin", "beans"):
        seen.append(shown(session))
        put(session, product)
    for before in reversed(seen):
        cart.undo(session, OWNER, LATER)
        assert shown(session) == before
    with pytest.raises(NothingToUndo):
        cart.undo(session, OWNER, LATER)


def test_two_changes_of_one_turn_can_be_undone_together(store: Store) -> None:
    with store.begin() as session:
        put(session, "water")
    with store.begin() as session:
        put(session, "latte", 1, SMALL)
        cart.add(session, OWNER, "muffin", 1, (), NOW, undoable=False)
        assert len(shown(session)) == 3
    with store.begin() as session:
        cart.undo(session, OWNER, LATER)
        assert shown(session) == [(1, "water", [])]


def test_two_changes_of_a_turn_that_began_the_cart_can_be_undone_in_it(session: Session) -> None:
    put(session, "latte", 1, SMALL)
    first = shown(session)
    put(session, "latte", 2, SMALL)
    put(session, "muffin")
    cart.undo(session, OWNER, LATER)
    cart.undo(session, OWNER, LATER)
    assert shown(session) == first
    cart.undo(session, OWNER, LATER)
    assert shown(session) == []


def test_many_lines_brought_back_cost_no_more_queries_than_one(
    store: Store, statements: list[str]
) -> None:
    def undone() -> int:
        with store.begin() as session:
            cart.empty(session, OWNER, LATER)
        statements.clear()
        with store.begin() as session:
            cart.undo(session, OWNER, LATER)
            found = cart.current(session, OWNER)
            assert found is not None
            assert found.lines
            assert not any(line.product.options is None for line in found.lines)
        return len([one for one in statements if one.startswith("SELECT")])

    with store.begin() as session:
        put(session, "muffin")  # counted: how many are left is a question of its own
    few = undone()
    with store.begin() as session:
        for product in ("latte", "water", "beans"):
            put(session, product)
    assert undone() == few


@pytest.mark.parametrize("count", [None, 2])
def test_what_changes_nothing_is_not_a_change(session: Session, count: int | None) -> None:
    line = put(session, "latte", 3, SMALL)
    same = cart.change(
        session, OWNER, line.id, quantity=count or 3, choices=[SMALL], count=count, now=LATER
    )
    found = cart.current(session, OWNER)
    assert same is line
    assert found is not None
    assert (found.version, found.changed_at) == (1, NOW)
    assert shown(session) == [(3, "latte", ["small"])]
    cart.undo(session, OWNER, LATER)
    assert shown(session) == []


def test_only_so_many_changes_are_kept(session: Session) -> None:
    line = put(session, "latte", 1, SMALL)
    for turn in range(30):
        cart.choose(session, OWNER, line.id, [(LARGE, SMALL)[turn % 2]], LATER)
    kept = session.scalar(select(func.count()).select_from(CART_SNAPSHOT))
    assert kept == MOST_SNAPSHOTS
    for _ in range(MOST_SNAPSHOTS):
        cart.undo(session, OWNER, LATER)
    with pytest.raises(NothingToUndo):
        cart.undo(session, OWNER, LATER)


def test_without_a_cart_there_is_nothing_to_undo(session: Session) -> None:
    with pytest.raises(NothingToUndo):
        cart.undo(session, OWNER, LATER)


def test_an_order_is_not_undone(session: Session) -> None:
    put(session, "water")
    checkout.place(session, OWNER, 1, None, NOW)
    with pytest.raises(NothingToUndo):
        cart.undo(session, OWNER, LATER)


def test_a_line_that_left_and_one_that_came_do_not_mix(session: Session) -> None:
    line = put(session, "water")
    cart.remove(session, OWNER, line.id, now=LATER)
    other = cart.add(session, "counter:visit-2", "muffin", 1, (), LATER)
    assert other.id != line.id
    cart.undo(session, OWNER, LATER)
    assert shown(session) == [(1, "water", [])]
    assert shown(session, "counter:visit-2") == [(1, "muffin", [])]


def test_ordering_again_is_undone_at_once(session: Session) -> None:
    put(session, "water")
    put(session, "latte", 2, LARGE)
    order = checkout.place(session, OWNER, 2, None, NOW)
    put(session, "muffin")
    reorders.reorder(session, OWNER, order, LATER)
    assert len(shown(session)) == 3
    cart.undo(session, OWNER, LATER)
    assert shown(session) == [(1, "muffin", [])]
