"""A customer agrees to one reminder for an order, and what was asked is kept word by word."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import orders, reminders
from models.base import Store
from models.errors import OrderError, ReminderExists
from models.order_tables import Order
from models.reminders import Reminder
from tests.models.test_checkout import bought
from tests.models.world import LATER, NOW, OWNER

OTHER = "alexa:other"
WORDS = "Shall I remind you once, today at ten past nine, that order 100 is ready?"


def agreed(session: Session, order: Order, owner: str = OWNER) -> Reminder:
    return reminders.agree(session, owner, order, orders.expected(session, order), WORDS, LATER)


def test_what_was_agreed_is_kept_as_it_was_asked(store: Store) -> None:
    with store.begin() as session:
        assert agreed(session, bought(session)).token is None
    with store.read() as session:
        order = orders.open_orders(session, OWNER)[0]
        found = reminders.find(session, order)
        assert found is not None
        assert (found.owner, found.words, found.token) == (OWNER, WORDS, None)
        assert (found.due_at, found.agreed_at) == (NOW + timedelta(minutes=10), LATER)


def test_the_name_alexa_gives_it_is_kept(store: Store) -> None:
    with store.begin() as session:
        agreed(session, bought(session)).token = "alert-1"
    with store.read() as session:
        found = reminders.find(session, orders.open_orders(session, OWNER)[0])
        assert found is not None
        assert found.token == "alert-1"


def test_an_order_has_one_reminder_and_the_first_stays(session: Session) -> None:
    order = bought(session)
    first = agreed(session, order)
    with pytest.raises(ReminderExists) as refusal:
        reminders.agree(session, OWNER, order, LATER, "Once more?", LATER)
    assert isinstance(refusal.value, OrderError)
    assert refusal.value.number == order.number
    assert reminders.find(session, order) is first
    assert first.words == WORDS


def test_the_store_itself_keeps_a_second_reminder_out(session: Session) -> None:
    first = agreed(session, bought(session))
    again = Reminder(owner=OWNER, order_id=first.order_id, due_at=NOW, words=WORDS, agreed_at=NOW)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(again)


def test_other_orders_and_owners_are_left_alone(session: Session) -> None:
    mine, next_one, other = bought(session), bought(session), bought(session, owner=OTHER)
    reminder = agreed(session, mine)
    assert reminders.find(session, next_one) is None
    assert reminders.find(session, other) is None
    theirs = agreed(session, other, OTHER)
    assert reminders.find(session, mine) is reminder
    assert reminders.find(session, other) is theirs
