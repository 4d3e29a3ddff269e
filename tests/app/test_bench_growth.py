"""The bench of growth runs and gives the figures it promises; how good those are is not tested here."""

import pytest

from app.bench import announced, growth, growth_fill, growth_shop
from app.bootstrap import World
from models import orders
from models.base import Store
from models.fulfilment import OrderStatus
from tests.databases import on_sqlite, plan

GROWING = ("cart", "customer_order", "order_line", "order_step")
"""Tables that `growth_fill` fills"""


def test_each_kind_of_turn_has_a_figure_for_each_size(capsys: pytest.CaptureFixture[str]) -> None:
    result = growth.measure(2, ("sqlite",), (200, 300), (100, 150))
    assert "sqlite: a shop of 300 orders" in capsys.readouterr().out
    of_orders, of_products = result["growth"]
    for grown, sizes in ((of_orders, [200, 300]), (of_products, [100, 150])):
        assert [row["size"] for row in grown["p50_ms"]] == sizes
        for row in grown["p50_ms"]:
            assert {"add", "search", "order", "status"} < row.keys()
            assert all(took > 0 for took in row.values())
        assert grown["ratio"].keys() == grown["p50_ms"][0].keys() - {"size"}
    assert "by_name" in of_orders["ratio"] and "price" in of_products["ratio"]
    assert [row["products"] for row in result["understanding"]] == [100, 150]
    assert "sqlite, products" in growth.table(result)


def test_the_past_that_is_filled_in_is_one_that_the_shop_works_with(demo_store: Store) -> None:
    now = World().clock()
    number = growth_fill.fill(demo_store, 2000, growth_fill.PRODUCT, now)
    with demo_store.read() as session:
        assert len(orders.listing(session, OrderStatus.RECEIVED, 100)) == growth_fill.OPEN
        found = orders.find(session, number, growth_fill.NAME, now, "anna")
        assert found.is_open
    with demo_store.begin() as session:
        assert orders.move(session, number, OrderStatus.PREPARING, now).id == found.id


@on_sqlite
def test_no_turn_reads_all_orders_of_the_past(demo_store: Store, statements: list[str]) -> None:
    customer = growth_shop.with_orders(demo_store, 2000)
    statements.clear()
    customer.talk(kept=False)
    asked = {one for one in statements if one.startswith(("SELECT", "WITH", "UPDATE", "DELETE"))}
    assert len(asked) > 20
    with demo_store.read() as session:
        for statement in asked:
            steps = plan(session, statement)
            assert not {f"SCAN {table}" for table in GROWING} & set(steps), statement
            assert not any("branch_id_id" in step for step in steps), statement


def test_figures_of_announcements_are_quantiles() -> None:
    result = announced.summary([0.1, 0.2, 0.3])
    assert (result["announcements"], result["p50_ms"]) == (3, 200)
    assert "p99_ms" in announced.table(result)
