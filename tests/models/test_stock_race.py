"""Two tills on one file never sell the same piece twice, nor give one number to two."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from models import cart, checkout
from models.base import Store
from models.browse import get_product
from models.errors import OutOfStock
from tests.models.world import NOW

TILLS = 2
EACH = 4


@pytest.fixture
def waiting(store: Store) -> None:
    """One muffin in each of eight carts; five are left."""
    with store.begin() as session:
        for till in range(TILLS):
            for visit in range(EACH):
                cart.add(session, f"till {till} visit {visit}", "muffin", 1, (), NOW)


def sell(url: str, till: int, start: Barrier) -> tuple[list[int], int]:
    """Place a till's orders; returns their numbers, and how many were refused."""
    numbers, refused = [], 0
    with Store.open(url, busy_ms=30_000) as store:
        start.wait()
        for visit in range(EACH):
            try:
                with store.begin() as session:
                    owner = f"till {till} visit {visit}"
                    numbers.append(checkout.place(session, owner, 1, None, NOW).number)
            except OutOfStock:
                refused += 1
    return numbers, refused


@pytest.mark.usefixtures("waiting")
def test_two_tills_sell_what_there_is_and_no_more(store: Store, url: str) -> None:
    start = Barrier(TILLS)
    with ThreadPoolExecutor(TILLS) as tills:
        sales = list(tills.map(lambda till: sell(url, till, start), range(TILLS)))
    numbers = [number for sold, _refused in sales for number in sold]
    assert sorted(numbers) == [100, 101, 102, 103, 104]
    assert sum(refused for _sold, refused in sales) == TILLS * EACH - 5
    with store.begin() as session:
        assert get_product(session, "muffin").stock == 0
