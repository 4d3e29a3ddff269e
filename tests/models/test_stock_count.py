"""The staff says how much there is of a product."""

import pytest
from sqlalchemy.orm import Session

from models import cart, shelf
from models import stock_count as stock
from models.base import Store
from models.browse import get_product, listing
from models.errors import OutOfStock, UnknownProduct
from tests.models.test_checkout import bought
from tests.models.world import NOW, OWNER


def test_what_was_counted_can_be_bought_and_no_more(session: Session) -> None:
    stock.count(session, "carrot_cake", 1)
    bought(session, "carrot_cake")
    assert get_product(session, "carrot_cake").stock == 0
    with pytest.raises(OutOfStock):
        cart.add(session, OWNER, "carrot_cake", 1, (), NOW)


@pytest.mark.parametrize(("product", "pieces"), [("water", 0), ("muffin", None)])
def test_other_programs_learn_that_a_product_is_counted_or_no_more(
    store: Store, url: str, product: str, pieces: int | None
) -> None:
    with Store.open(url) as other:
        with other.read() as session:
            assert get_product(session, product).stock != pieces
        with store.begin() as session:
            assert stock.count(session, product, pieces).stock == pieces
        with other.read() as session:
            assert get_product(session, product).stock == pieces


def test_a_new_count_alone_is_no_new_catalogue(session: Session) -> None:
    before = shelf.edition(session)
    stock.count(session, "muffin", 7)
    assert shelf.edition(session) == before


def test_a_product_that_is_not_sold_is_not_counted(session: Session) -> None:
    with pytest.raises(UnknownProduct):
        stock.count(session, "unicorn", 1)


def test_products_are_listed_by_their_ids_in_parts(session: Session) -> None:
    first = [one.id for one in listing(session, limit=2)]
    rest = [one.id for one in listing(session, first[-1])]
    assert first + rest == sorted(first + rest)
    assert len(first) == 2
    assert listing(session, rest[-1]) == []
