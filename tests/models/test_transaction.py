"""Within a transaction the shop can go back to where an attempt began."""

import pytest

from models import customers, pending
from models.base import Store
from models.errors import EmptyCart
from models.orders import open_orders
from models.transaction import attempt
from tests.models.test_cart import put, shown
from tests.models.test_checkout import bought
from tests.models.world import NOW, OWNER


def test_what_was_done_before_a_refusal_is_undone_and_the_rest_is_kept(store: Store) -> None:
    with store.begin() as session:
        put(session, "water")
        with pytest.raises(EmptyCart), attempt(session):
            bought(session, "muffin")
            put(session, "beans")
            raise EmptyCart
        assert shown(session) == [(1, "water", [])]
        assert open_orders(session, OWNER) == []
        pending.ask(session, OWNER, "quantity", {}, NOW)
    with store.begin() as session:
        assert shown(session) == [(1, "water", [])]
        assert pending.peek(session, OWNER, NOW) is not None


def test_what_was_not_refused_is_kept(store: Store) -> None:
    with store.begin() as session, attempt(session):
        customers.set_name(session, OWNER, "Ann", NOW)
        order = bought(session)
    with store.begin() as session:
        assert customers.meet(session, OWNER, NOW).first_name == "Ann"
        assert [one.id for one in open_orders(session, OWNER)] == [order.id]
