"""The pages for those who run the shop: at an address of their own, true, and bounded."""

import json
from collections.abc import Iterator
from time import perf_counter

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from app.meter import Meter
from app.notifier.carrier import Busy, Refused
from app.web.operations import Readiness, make_operations
from models import news_queue
from models.base import Store
from models.channels import Channel
from models.errors import UnknownOrder
from tests.app.telling import ANN
from tests.app.test_notifier import Office, office  # noqa: F401 (a fixture)
from tests.app.world import Customer
from tests.conftest import Clock


def samples(text: str) -> dict[str, float]:
    """What is read, by name and labels."""
    return {
        f"{one.name}{json.dumps(one.labels, sort_keys=True) if one.labels else ''}": one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
        if not one.name.endswith("_created")
    }


def read(meter: Meter, store: Store, clock: Clock) -> dict[str, float]:
    with make_operations(meter, Readiness(store, clock)).test_client() as client:
        return samples(client.get("/metrics").get_data(as_text=True))


def test_turns_and_refusals_are_counted(customer: Customer, clock: Clock) -> None:
    customer.say("two croissants")
    customer.say("nonsense about nothing")
    customer.say("cancel order 555")
    shop = customer.door.shop
    found = read(shop.meter, shop.store, clock)
    turn = {"door": "alexa", "intent": "AddItemIntent", "outcome": "answered"}
    assert found[f"countertalk_turns_total{json.dumps(turn)}"] == 1
    assert found['countertalk_refusals_total{"door": "alexa", "kind": "UnknownOrder"}'] == 1
    assert found['countertalk_turn_seconds_count{"door": "alexa"}'] == 3


def test_attempts_of_the_notifier_and_what_it_gave_up_are_counted(
    office: Office,  # noqa: F811
) -> None:
    office.mail.fails = [Busy("slowly", 5), Refused("no such address")]
    office.agreed(ANN, Channel.MAIL)
    office.ready(ANN)
    office.work()
    office.clock.forward(6)
    office.work()
    found = read(office.notifier.meter, office.store, office.clock)
    for result in ("busy", "refused"):
        label = json.dumps({"channel": "mail", "result": result})
        assert found[f"countertalk_news_attempts_total{label}"] == 1
    assert found["countertalk_outbox_dead_letters"] == 1
    assert found["countertalk_outbox_waiting"] == 0


@pytest.fixture
def client(demo_store: Store, clock: Clock) -> Iterator[FlaskClient]:
    with make_operations(Meter(), Readiness(demo_store, clock)).test_client() as made:
        yield made


def test_a_shop_that_can_answer_is_ready(client: FlaskClient) -> None:
    answer = client.get("/ready")
    assert (answer.status_code, answer.get_json()["status"]) == (200, "ok")
    assert client.get("/live").status_code == 200


def test_news_that_waits_is_a_fault_of_the_outbox_only(
    client: FlaskClient, demo_store: Store, clock: Clock
) -> None:
    with demo_store.begin() as session:
        news_queue.wake(session, ANN, clock())
    assert client.get("/ready/outbox").status_code == 200
    clock.forward(400)
    answer = client.get("/ready")
    assert answer.status_code == 200
    assert answer.get_json() == {
        "status": "degraded", "store": "ok", "schema": "ok", "outbox": "stuck",
    }  # fmt: skip
    assert client.get("/ready/outbox").status_code == 503
    lag = samples(client.get("/metrics").get_data(as_text=True))["countertalk_outbox_lag_seconds"]
    assert lag > 400


def test_a_store_with_older_tables_is_not_ready(empty_url: str, clock: Clock) -> None:
    with Store.open(empty_url) as store:
        store.migrate("0005")
        with make_operations(Meter(), Readiness(store, clock)).test_client() as client:
            assert client.get("/ready").status_code == 503
            assert client.get("/live").status_code == 200
            assert client.get("/metrics").status_code == 200


def test_a_turn_is_counted_in_less_than_30_microseconds() -> None:
    meter, rounds = Meter(), 20_000
    best = min(_seconds(meter, rounds) for _ in range(3))
    assert best / rounds < 30e-6


def _seconds(meter: Meter, rounds: int) -> float:
    began = perf_counter()
    for _ in range(rounds):
        meter.turn("alexa", "AddItemIntent", "answered", began)
        meter.refused("alexa", UnknownOrder(100))
    return perf_counter() - began
