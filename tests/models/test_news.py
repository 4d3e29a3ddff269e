"""News: written when an order moves on, told once, and not when it is old."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import consent, news, orders
from models.channels import Channel, Purpose
from models.fulfilment import OrderStatus
from models.order_tables import Order
from tests.models.test_checkout import bought
from tests.models.world import NOW

AT_TILL = "counter:till:turn-1"
FRESH_FOR = timedelta(minutes=10)


@pytest.fixture
def order(session: Session) -> Order:
    """An order of somebody at the counter `till`."""
    made = bought(session)
    made.owner = AT_TILL
    agreed(session, AT_TILL, Channel.COUNTER)
    return made


def agreed(session: Session, owner: str, channel: Channel) -> None:
    consent.give(session, owner, channel, Purpose.ORDERS, "Shall I?", "en-US", NOW)


def moved(session: Session, order: Order, *statuses: OrderStatus) -> None:
    for status in statuses:
        orders.move(session, order.number, status, NOW)


def told(session: Session, after: timedelta = timedelta()) -> list[str]:
    return [one.kind for one in news.due(session, "till", NOW + after)]


def test_an_order_that_is_ready_is_news_where_it_was_ordered(
    session: Session, order: Order
) -> None:
    moved(session, order, OrderStatus.PREPARING)
    assert told(session) == []
    moved(session, order, OrderStatus.READY)
    assert told(session) == ["ready"]
    assert news.due(session, "bar", NOW) == []


def test_an_order_from_alexa_is_no_news_at_a_counter(session: Session, order: Order) -> None:
    order.owner = "alexa:somebody"
    moved(session, order, OrderStatus.PREPARING, OrderStatus.READY)
    assert told(session) == []


def test_news_is_taken_once_and_by_its_own_counter(session: Session, order: Order) -> None:
    moved(session, order, OrderStatus.PREPARING, OrderStatus.READY)
    (one,) = news.due(session, "till", NOW)
    assert not news.take(session, one.id, "bar", "a", NOW)
    assert news.take(session, one.id, "till", "a", NOW)
    assert not news.take(session, one.id, "till", "b", NOW)
    assert news.take(session, one.id, "till", "a", NOW), "its answer was lost"
    assert told(session) == []


def test_old_news_is_not_told(session: Session, order: Order) -> None:
    moved(session, order, OrderStatus.PREPARING, OrderStatus.READY)
    (one,) = news.due(session, "till", NOW)
    assert told(session, FRESH_FOR) == []
    assert not news.take(session, one.id, "till", "a", NOW + FRESH_FOR)


def test_an_order_picked_up_meanwhile_is_not_told(session: Session, order: Order) -> None:
    moved(session, order, OrderStatus.PREPARING, OrderStatus.READY)
    (one,) = news.due(session, "till", NOW)
    moved(session, order, OrderStatus.COLLECTED)
    assert told(session) == []
    assert not news.take(session, one.id, "till", "a", NOW)


def test_after_what_was_heard_last_comes_only_what_is_newer(session: Session, order: Order) -> None:
    moved(session, order, OrderStatus.PREPARING, OrderStatus.READY)
    (one,) = news.due(session, "till", NOW)
    assert news.due(session, "till", NOW, after=one.id) == []
    assert news.due(session, "till", NOW, after=one.id - 1) == [one]


def test_nobody_is_told_who_did_not_agree_or_does_not_any_more(
    session: Session, order: Order
) -> None:
    consent.withdraw(session, AT_TILL, "no", NOW)
    moved(session, order, OrderStatus.PREPARING, OrderStatus.READY)
    assert session.scalars(select(news.News)).all() == []


def test_a_no_counts_for_what_was_published_before_it(session: Session, order: Order) -> None:
    moved(session, order, OrderStatus.PREPARING, OrderStatus.READY)
    (one,) = news.due(session, "till", NOW)
    consent.withdraw(session, AT_TILL, "no", NOW)
    assert told(session) == []
    assert not news.take(session, one.id, "till", "a", NOW)
