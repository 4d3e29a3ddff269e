"""What is kept of a customer is given out whole, and erased so that the books stay."""

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import cart, customers, orders, privacy, turns
from models.base import Base, Store
from models.fulfilment import OrderStatus
from models.news import News
from models.staff_errors import CustomerWaits, UnknownCustomer
from tests.models.test_checkout import bought
from tests.models.test_migrations import busy
from tests.models.world import LATER, NOW, OWNER

PERSON = (OWNER, "Ann", "1 Main Street", "Shall I?", "a secret wish", "ann@example.org")
OTHER = "counter:visit-2"


def everything(session: Session) -> str:
    """All rows of all tables, as text."""
    session.flush()
    tables = Base.metadata.sorted_tables
    return repr([list(session.execute(select(*table.c)).all()) for table in tables])


def live(session: Session) -> orders.Order:
    """Leave traces of a customer in every table, with an order that was handed over."""
    busy(session)
    turns.keep(session, "r2", OWNER, "d", "a secret wish", NOW)
    (order,) = orders.open_orders(session, OWNER)
    told = {"channel": "mail", "address": "ann@example.org", "kind": "ready"}
    session.add(News(order_id=order.id, created_at=NOW, expires_at=LATER, **told))
    order.first_name, order.address = "Ann", "1 Main Street"
    for status in (OrderStatus.PREPARING, OrderStatus.READY, OrderStatus.COLLECTED):
        orders.move(session, order.number, status, LATER, "Kim")
    return order


def test_after_erasing_nothing_in_any_table_tells_of_the_person(session: Session) -> None:
    live(session)
    before = everything(session)
    assert all(one in before for one in PERSON)
    privacy.erase(session, OWNER, LATER)
    after = everything(session)
    assert not [one for one in PERSON if one in after]


def test_the_books_are_as_they_were(session: Session) -> None:
    def books(order: orders.Order) -> dict[str, Any]:
        lines = [(line.product_id, line.quantity, line.unit_price) for line in order.lines]
        steps = [(step.status, step.at, step.who) for step in order.steps]
        return {"total": order.total, "at": order.placed_at, "lines": lines, "steps": steps}

    order = live(session)
    before, order_id = books(order), order.id
    privacy.erase(session, OWNER, LATER)
    kept = orders.get(session, order_id)
    assert books(kept) == before
    assert (kept.owner, kept.first_name, kept.address) == (f"erased:{order_id}", None, None)


def test_others_lose_nothing(session: Session) -> None:
    live(session)
    customers.set_name(session, OTHER, "Bob", NOW)
    cart.add(session, OTHER, "water", 2, (), NOW)
    before = privacy.everything(session, OTHER)
    privacy.erase(session, OWNER, LATER)
    assert privacy.everything(session, OTHER) == before
    held = cart.current(session, OTHER)
    assert held is not None
    assert held.pieces_of(held.lines[0].product) == 2


def test_an_export_has_every_trace_but_of_other_people(store: Store) -> None:
    with store.begin() as session:
        live(session)
        customers.set_name(session, OTHER, "Bob", NOW)
    with store.read() as session:
        told = privacy.everything(session, OWNER)
    text = json.dumps(told)
    assert all(one in text for one in PERSON)
    assert "Kim" not in text
    assert "Bob" not in text
    assert {"customer", "customer_order", "order_line", "order_step", "turn"} <= set(told)


def test_whoever_waits_for_an_order_is_not_forgotten_before(session: Session) -> None:
    order = bought(session, "muffin")
    with pytest.raises(CustomerWaits, match=f"waits for orders: {order.number};"):
        privacy.erase(session, OWNER, LATER)
    assert orders.own(session, OWNER, order.number) is order


@pytest.mark.parametrize("owner", ["nobody", "", "api:kitchen", "%", "' OR 1=1 --"])
def test_nothing_is_told_or_erased_of_nobody(session: Session, owner: str) -> None:
    live(session)
    turns.keep(session, "r3", "api:kitchen", "d", "answer to a program", NOW)
    before = everything(session)
    with pytest.raises(UnknownCustomer):
        privacy.everything(session, owner)
    with pytest.raises(UnknownCustomer):
        privacy.erase(session, owner, LATER)
    assert everything(session) == before
