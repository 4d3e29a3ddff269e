"""Another product in the place of a line: what stays of it, what joins, and that one undo takes it back."""

import pytest
from sqlalchemy.orm import Session

from models import cart, corrections
from models.cart_tables import CartLine
from models.catalog import ChoiceRef
from models.errors import OutOfStock, QuantityDoubtful, QuantityInvalid, UnknownLine
from tests.models.test_cart import put, shown
from tests.models.world import LARGE, LATER, MEDIUM, OAT, OWNER


def replaced(session: Session, line: CartLine, product: str, *said: ChoiceRef) -> CartLine:
    return corrections.replace(session, OWNER, line.id, product, said, LATER)


def test_quantity_and_what_the_other_offers_too_stay(session: Session) -> None:
    line = replaced(session, put(session, "latte", 2, LARGE, OAT), "iced_latte")
    assert line.unit_price == 530
    assert shown(session) == [(2, "iced_latte", ["large"])]


def test_what_the_other_does_not_offer_is_left_open(session: Session) -> None:
    replaced(session, put(session, "latte", 1, MEDIUM), "iced_latte")
    assert shown(session) == [(1, "iced_latte", [])]


def test_what_it_comes_with_is_its_own(session: Session) -> None:
    beans = put(session, "beans")
    replaced(session, beans, "latte", LARGE)
    assert shown(session) == [(1, "latte", ["large"])]
    replaced(session, cart.line_of(session, OWNER, beans.id)[1], "beans")
    assert shown(session) == [(1, "beans", ["small_bag"])]


def test_what_is_said_goes_before_what_was(session: Session) -> None:
    replaced(session, put(session, "latte", 1, LARGE), "latte", OAT, MEDIUM)
    assert shown(session) == [(1, "latte", ["medium", "oat_milk"])]


def test_a_part_leaves_the_rest_and_one_undo_brings_it_back(session: Session) -> None:
    line = put(session, "latte", 3, LARGE)
    corrections.replace(session, OWNER, line.id, "water", (), LATER, count=2)
    assert shown(session) == [(1, "latte", ["large"]), (2, "water", [])]
    cart.undo(session, OWNER, LATER)
    assert shown(session) == [(3, "latte", ["large"])]


def test_it_joins_an_equal_line(session: Session) -> None:
    put(session, "water", 2)
    replaced(session, put(session, "muffin"), "water")
    assert shown(session) == [(3, "water", [])]


@pytest.mark.parametrize(
    ("product", "quantity", "error"),
    [
        ("muffin", 6, OutOfStock),
        ("water", 5, QuantityInvalid),
        ("beans", 9, QuantityDoubtful),
        ("beans", 0, QuantityInvalid),
    ],
)
def test_it_refuses_what_adding_would_refuse(
    session: Session, product: str, quantity: int, error: type[Exception]
) -> None:
    line = put(session, "latte", 2, LARGE)
    with pytest.raises(error):
        corrections.replace(session, OWNER, line.id, product, (), LATER, quantity=quantity)
    assert shown(session) == [(2, "latte", ["large"])]


def test_a_line_that_is_gone_cannot_be_replaced(session: Session) -> None:
    with pytest.raises(UnknownLine):
        corrections.replace(session, OWNER, 99, "water", (), LATER)
