"""Customers are known by the key of their door."""

from datetime import timedelta

from sqlalchemy.orm import Session

from models.base import Store
from models.customers import meet, set_name
from tests.models.world import NOW, OWNER


def test_a_first_visit_is_noted(session: Session) -> None:
    customer = meet(session, OWNER, NOW)
    assert (customer.first_name, customer.visits) == (None, 1)
    assert customer.first_seen == customer.last_seen == NOW


def test_coming_back_soon_is_the_same_visit_and_later_is_another(store: Store) -> None:
    visits = []
    for minutes in (0, 20, 40, 80):
        with store.begin() as session:
            visits.append(meet(session, OWNER, NOW + timedelta(minutes=minutes)).visits)
    assert visits == [1, 1, 1, 2]
    with store.begin() as session:
        customer = meet(session, OWNER, NOW + timedelta(minutes=81))
        assert customer.first_seen == NOW
        assert customer.last_seen == NOW + timedelta(minutes=81)


def test_a_name_is_kept_and_forgotten(store: Store) -> None:
    with store.begin() as session:
        set_name(session, OWNER, "Ann", NOW)
    with store.begin() as session:
        assert meet(session, OWNER, NOW).first_name == "Ann"
        assert meet(session, "counter:visit-2", NOW).first_name is None
        set_name(session, OWNER, None, NOW)
    with store.begin() as session:
        assert meet(session, OWNER, NOW).first_name is None
