"""What happened is written with what did it, costs one insert, and is read in an order that nothing slips into behind."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import cart, checkout, events, orders, payments, privacy
from models.base import Store
from models.event_errors import EventsAhead, EventsGone
from models.events import Event, Kind
from models.fulfilment import OrderStatus
from tests.databases import on_postgresql
from tests.models.test_checkout import bought
from tests.models.world import LATER, NOW, OWNER

MONTH = timedelta(days=30)


def placed(store: Store) -> None:
    """Give new events their places, as a reader does."""
    with store.begin() as session:
        events.place(session, LATER, MONTH)


def read(store: Store, after: int | None = None, limit: int = 100) -> events.Page:
    placed(store)
    with store.read() as session:
        return events.page(session, after, limit)


def kinds(page: events.Page) -> list[str]:
    return [one.kind for one in page.events]


def write(store: Store, *numbers: int) -> None:
    with store.begin() as session:
        for number in numbers:
            events.write(session, NOW, (Kind.STOCK_COUNTED, {"stock": number}))


def told(page: events.Page) -> list[int]:
    return [one.data["stock"] for one in page.events]


def test_each_step_of_an_order_is_told_with_who_and_when(store: Store) -> None:
    with store.begin() as session:
        number = bought(session).number
    for status in (OrderStatus.PREPARING, OrderStatus.READY, OrderStatus.COLLECTED):
        with store.begin() as session:
            orders.move(session, number, status, LATER, "kitchen: Kim")
    page = read(store)
    steps = ["order.placed", "order.preparing", "order.ready", "order.collected", "order.paid"]
    assert kinds(page) == steps
    first, second = page.events[:2]
    assert first.data["lines"] == [{"product": "water", "quantity": 1}]
    assert (first.data["actor"], first.data["who"]) == ("customer", None)
    assert (second.data["actor"], second.data["who"]) == ("staff", "kitchen: Kim")
    assert (second.at, second.data["number"], second.data["status"]) == (LATER, number, "preparing")


def test_what_is_given_back_is_told_in_part_and_when_an_order_is_cancelled(store: Store) -> None:
    with store.begin() as session:
        order = bought(session)
        payments.pay(session, order.number, NOW)
        payments.pay(session, order.number, NOW)
        payments.refund(session, order.number, 50, NOW, "Kim")
        orders.move(session, order.number, OrderStatus.CANCELLED, LATER, "Kim")
        total = order.total
    page = read(store)
    steps = ["order.placed", "order.paid", "order.refunded", "order.cancelled", "order.refunded"]
    assert kinds(page) == steps
    assert [page.events[one].data["amount"] for one in (1, 2, 4)] == [total, 50, total - 50]


def test_what_was_taken_back_did_not_happen(store: Store) -> None:
    with pytest.raises(RuntimeError), store.begin() as session:
        bought(session)
        raise RuntimeError("the worker died")
    assert read(store).events == []


def test_an_order_costs_one_statement_more_and_no_look(
    store: Store, statements: list[str], session: Session
) -> None:
    cart.add(session, OWNER, "muffin", 2, (), NOW)
    cart.add(session, OWNER, "water", 1, (), NOW)
    version = checkout.quote(session, OWNER, NOW).cart_version
    statements.clear()
    checkout.place(session, OWNER, version, "Ann", NOW)
    ours = [one for one in statements if "event" in one]
    assert len(ours) == 1, ours
    assert ours[0].startswith("INSERT INTO event ") and "RETURNING" not in ours[0]


def test_a_step_with_three_events_is_one_insert(session: Session, statements: list[str]) -> None:
    order = bought(session)
    payments.pay(session, order.number, NOW)
    statements.clear()
    orders.move(session, order.number, OrderStatus.CANCELLED, LATER)
    assert len([one for one in statements if "INTO event" in one]) == 1


@on_postgresql
def test_what_is_committed_later_with_a_smaller_id_is_not_missed(store: Store, url: str) -> None:
    """Two transactions at once: the one that began last ends first, and is read meanwhile."""
    with Store.open(url) as other:
        with store.begin() as slow:
            events.write(slow, NOW, (Kind.STOCK_COUNTED, {"stock": 1}))
            first_id = slow.scalar(select(func.max(Event.id)))
            write(other, 2)
            before = read(other)
            (second,) = before.events
            assert first_id is not None and second.id > first_id
            assert told(before) == [2]
        after = read(other, before.after)
    assert told(after) == [1]
    assert told(read(store)) == [2, 1], "and it stays so for whoever begins anew"


@on_postgresql
def test_a_reader_that_follows_misses_nothing_while_many_write_at_once(
    store: Store, url: str
) -> None:
    """Transactions overlap in every way; after each commit somebody reads on."""
    found: list[int] = []
    after: int | None = None
    open_ones = []
    with Store.open(url) as reader:
        for number in range(12):
            transaction = store.begin()
            events.write(transaction.__enter__(), NOW, (Kind.STOCK_COUNTED, {"stock": number}))
            open_ones.append(transaction)
            if len(open_ones) == 4:
                open_ones.pop(number % 4).__exit__(None, None, None)
                page = read(reader, after)
                found, after = found + told(page), page.after
        while open_ones:
            open_ones.pop().__exit__(None, None, None)
            page = read(reader, after)
            found, after = found + told(page), page.after
    assert sorted(found) == list(range(12))


def test_a_feed_is_read_in_parts_and_on_from_its_end(store: Store) -> None:
    write(store, 1, 2, 3)
    first = read(store, limit=2)
    assert (told(first), first.more) == ([1, 2], True)
    second = read(store, first.after, 2)
    assert (told(second), second.more) == ([3], False)
    write(store, 4)
    assert told(read(store, second.after)) == [4]
    nothing = read(store, 4)
    assert (nothing.events, nothing.after, nothing.more) == ([], 4, False)


def test_whoever_asks_for_one_kind_goes_on_behind_the_others(store: Store) -> None:
    write(store, 1, 2)
    placed(store)
    with store.read() as session:
        page = events.page(session, None, 10, [Kind.ORDER_PAID])
    assert (page.events, page.after) == ([], 2)


def test_old_events_go_and_whoever_missed_some_is_told(store: Store) -> None:
    write(store, 1, 2)
    assert told(read(store)) == [1, 2]
    write(store, 3)
    with store.begin() as session:
        events.place(session, NOW + MONTH + timedelta(seconds=1), MONTH)
        events.write(session, LATER, (Kind.STOCK_COUNTED, {"stock": 4}))
    with store.read() as session, pytest.raises(EventsGone, match="behind 3"):
        events.page(session, 2, 10)
    assert told(read(store)) == [4]
    assert told(read(store, 3)) == [4]


def test_a_place_that_is_not_there_yet_is_told(store: Store) -> None:
    write(store, 1)
    with pytest.raises(EventsAhead, match="only up to 1"):
        read(store, 2)


def test_names_are_never_given_twice_even_when_all_are_gone(store: Store) -> None:
    write(store, 1)
    before = read(store).events[0].event_id
    with store.begin() as session:
        events.place(session, NOW + 2 * MONTH, MONTH)
        events.write(session, NOW + 2 * MONTH, (Kind.STOCK_COUNTED, {"stock": 2}))
    assert read(store, 1).events[0].event_id != before


def test_nothing_of_a_person_is_in_an_event_and_who_is_forgotten_is_told_by_orders(
    store: Store,
) -> None:
    with store.begin() as session:
        order = bought(session)
        for status in (OrderStatus.PREPARING, OrderStatus.READY, OrderStatus.COLLECTED):
            orders.move(session, order.number, status, LATER)
        privacy.erase(session, OWNER, LATER)
        order_id = order.id
    page = read(store)
    erased = page.events[-1]
    assert (erased.kind, erased.data["orders"]) == ("customer.erased", [order_id])
    assert len(erased.data["customer"]) == 64
    assert not [one for one in page.events if OWNER in repr(one.data) or "Ann" in repr(one.data)]
