"""Endpoints by the REST door: made, shown without their secrets, exchanged, retried and removed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.hooks import Hooks
from app.rates import Rate
from app.web.api.service import make_api
from models import api_keys, events, webhook_secrets, webhooks
from models.api_keys import Scope
from models.base import Store
from models.events import Kind
from models.sealing import Seal
from models.turns import Turn
from models.webhook_tables import WebhookDelivery
from tests.conftest import Clock
from tests.web.test_api import KEY, Program, problem

URL = {"url": "https://kitchen.example/hook"}
SEAL = Seal.read(Seal.new_key())


@pytest.fixture
def program(demo_store: Store, clock: Clock) -> Iterator[Program]:
    """A program that may have events sent."""
    with demo_store.begin() as session:
        api_keys.add(session, "kitchen", [Scope.WEBHOOKS_WRITE], KEY, clock())
    api = make_api(demo_store, clock, Rate(1000), Hooks(sealed_by=SEAL))
    with api.test_client() as client:
        yield Program(client, demo_store, clock)


def test_a_secret_is_shown_once_and_kept_nowhere(program: Program) -> None:
    made = program.send("POST /webhooks", URL | {"types": ["order.paid"]}, "once").get_json()
    secret = made["secret"]
    assert secret.startswith("whsec_")
    again = program.send("POST /webhooks", URL | {"types": ["order.paid"]}, "once").get_json()
    assert again == made | {"secret": None}
    shown = program.get(f"/webhooks/{made['id']}").get_json()
    assert shown == again
    assert program.get("/webhooks").get_json()["items"] == [shown]
    assert (shown["made_by"], shown["types"]) == ("kitchen", ["order.paid"])
    with program.store.read() as session:
        assert not any("whsec_" in one for one in session.scalars(select(Turn.response)))
        (sealed,) = webhook_secrets.sealed(session, webhooks.holder(made["id"]), program.clock())
    assert SEAL.open(sealed) == secret


def test_a_secret_is_exchanged_with_an_overlap(program: Program) -> None:
    made = program.send("POST /webhooks", URL).get_json()
    new = program.send(f"POST /webhooks/{made['id']}/rotate", {"overlap_hours": 2}).get_json()
    holder = webhooks.holder(made["id"])
    with program.store.read() as session:
        both = webhook_secrets.sealed(session, holder, program.clock())
        later = program.clock() + timedelta(hours=2)
        one = webhook_secrets.sealed(session, holder, later)
    assert [SEAL.open(sealed) for sealed in both] == [new["secret"], made["secret"]]
    assert [SEAL.open(sealed) for sealed in one] == [new["secret"]]


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "http://kitchen.example/", "https://[::1]/"])
def test_private_and_plain_addresses_are_refused(program: Program, url: str) -> None:
    assert problem(program.send("POST /webhooks", {"url": url})) == (409, "webhook-url-refused")
    assert program.get("/webhooks").get_json()["items"] == []


def test_a_type_that_there_is_not_is_refused(program: Program) -> None:
    body = URL | {"types": ["order.lost"]}
    assert problem(program.send("POST /webhooks", body)) == (422, "invalid-request")


def test_there_are_not_too_many(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "MOST", 1)
    assert program.send("POST /webhooks", URL).status_code == 200
    assert problem(program.send("POST /webhooks", URL)) == (409, "webhooks-too-many")


def test_dead_letters_are_shown_and_sent_again(program: Program) -> None:
    made = program.send("POST /webhooks", URL).get_json()
    with program.store.begin() as session:
        events.write(session, program.clock(), (Kind.STOCK_COUNTED, {"stock": 1}))
        webhooks.spread(session, program.clock(), timedelta(days=1))
        session.flush()
        webhooks.disable(session, webhooks.get(session, made["id"]), "a test", program.clock())
    shown = program.get(f"/webhooks/{made['id']}").get_json()
    assert shown["disabled_why"] == "a test"
    dead = program.get(f"/webhooks/{made['id']}/dead").get_json()
    assert [one["error"] for one in dead["items"]] == ["disabled: a test"]
    assert program.send(f"POST /webhooks/{made['id']}/retry").get_json() == {"retried": 1}
    with program.store.read() as session:
        assert session.scalars(select(WebhookDelivery.outcome)).all() == [None]


def test_an_endpoint_is_removed_with_all_that_waits(program: Program) -> None:
    made = program.send("POST /webhooks", URL).get_json()
    path = f"/webhooks/{made['id']}"
    assert program.send(f"DELETE {path}").status_code == 204
    for call in (f"DELETE {path}", f"POST {path}/retry"):
        assert problem(program.send(call)) == (404, "unknown-webhook")
    assert problem(program.get(path)) == (404, "unknown-webhook")
    assert problem(program.get(f"{path}/dead")) == (404, "unknown-webhook")


def test_without_a_key_to_seal_with_no_secret_is_made(program: Program) -> None:
    api = make_api(program.store, program.clock, Rate(1000))
    with api.test_client() as client:
        program.client = client
        refused = program.send("POST /webhooks", URL)
    assert problem(refused) == (409, "seal-missing")
    assert "COUNTERTALK_WEBHOOK_KEY" in refused.get_json()["detail"]
