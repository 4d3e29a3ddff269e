"""Customers are known by the key of their door."""

from sqlalchemy.orm import Session

from models.base import Store
from models.customers import meet, set_name
from tests.models.world import LATER, NOW, OWNER


def test_a_first_visit_is_noted(session: Session) -> None:
    customer = meet(session, OWNER, NOW)
    assert customer.first_name is None
    assert customer.first_seen == customer.last_seen == NOW


def test_coming_back_is_noted(store: Store) -> None:
    with store.begin() as session:
        meet(session, OWNER, NOW)
    with store.begin() as session:
        customer = meet(session, OWNER, LATER)
        assert (customer.first_seen, customer.last_seen) == (NOW, LATER)


def test_a_name_is_kept_and_forgotten(store: Store) -> None:
    with store.begin() as session:
        set_name(session, OWNER, "Ann", NOW)
    with store.begin() as session:
        assert meet(session, OWNER, NOW).first_name == "Ann"
        assert meet(session, "counter:visit-2", NOW).first_name is None
        set_name(session, OWNER, None, NOW)
    with store.begin() as session:
        assert meet(session, OWNER, NOW).first_name is None
