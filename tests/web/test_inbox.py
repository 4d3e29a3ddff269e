"""Messages of a till or a kitchen: signed or refused, taken once, within the rights of their source."""

import hashlib
import json
import logging
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.hooks import Hooks
from app.rates import Rate
from app.signatures import ID, SIGNATURE, TIMESTAMP, signed
from app.web.api.admission import BODY_LIMIT
from app.web.api.service import make_api
from models import browse, events, orders, webhook_secrets, webhook_sources
from models.api_keys import Scope
from models.base import Store
from models.fulfilment import OrderStatus
from models.sealing import Seal
from models.webhook_errors import SourceExists, SourceNameInvalid, WebhookSecretInvalid
from tests.app.telling import ANN, ordered
from tests.conftest import Clock
from tests.web.test_api import problem

SECRET, OTHER = webhook_secrets.make(bytes), webhook_secrets.make(secrets.token_bytes)


@dataclass
class Kitchen:
    """A source that may do everything a source may."""

    client: FlaskClient
    store: Store
    clock: Clock
    hooks: Hooks
    name: str = "kitchen"
    secret: str = SECRET

    def add(self, name: str, *scopes: Scope) -> None:
        with self.store.begin() as session:
            webhook_sources.add(session, name, scopes, self.secret, self.hooks.seal, self.clock.now)

    def message(self, kind: str, **data: Any) -> bytes:
        moment = self.clock.now.isoformat()
        return json.dumps({"type": kind, "timestamp": moment, "data": data}).encode()

    def send(
        self, body: bytes, message_id: str = "m1", seconds: float = 0, **other: str
    ) -> TestResponse:
        """Sign and send, `seconds` from now; other headers as they are given, with _ for -."""
        at = self.clock.now + timedelta(seconds=seconds)
        return self.raw(body, **(_named(signed(message_id, body, [self.secret], at)) | other))

    def raw(self, body: bytes, **headers: str) -> TestResponse:
        given = {name.replace("_", "-"): value for name, value in headers.items() if value}
        return self.client.post(
            f"/webhooks/in/{self.name}",
            data=body,
            headers={"Content-Type": "application/json"} | given,
        )

    def order(self) -> tuple[int, int]:
        """Let somebody order; id and number."""
        number = ordered(self.store, ANN, self.clock.now)
        with self.store.read() as session:
            return orders.numbered(session, number).id, number

    def status(self, order_id: int) -> str:
        with self.store.read() as session:
            return orders.get(session, order_id).status.value


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("-", "_"): value for name, value in headers.items()}


@pytest.fixture
def kitchen(demo_store: Store, clock: Clock, caplog: pytest.LogCaptureFixture) -> Iterator[Kitchen]:
    caplog.set_level(logging.CRITICAL, "countertalk.web")
    hooks = Hooks(sealed_by=Seal.read(Seal.new_key()))
    with make_api(demo_store, lambda: clock.now, Rate(1000), hooks).test_client() as client:
        made = Kitchen(client, demo_store, clock, hooks)
        made.add("kitchen", *webhook_sources.SCOPES)
        yield made


def test_a_kitchen_takes_an_order_to_its_end(kitchen: Kitchen) -> None:
    order_id, _ = kitchen.order()
    for number, status in enumerate(("preparing", "ready", "collected")):
        body = kitchen.message(f"order.{status}", order=order_id, by="Kim")
        taken = kitchen.send(body, f"m{number}")
        assert (taken.status_code, taken.get_json()) == (
            200,
            {"id": f"m{number}", "type": f"order.{status}"},
        )
        assert kitchen.status(order_id) == status
    with kitchen.store.read() as session:
        assert [one.who for one in orders.get(session, order_id).steps] == [
            None,
            *["kitchen: Kim"] * 3,
        ]


def test_a_till_counts_stock_and_the_feed_has_it(kitchen: Kitchen) -> None:
    body = kitchen.message("stock.counted", product="croissant", stock=3)
    assert kitchen.send(body).status_code == 200
    with kitchen.store.begin() as session:
        assert browse.get_product(session, "croissant").stock == 3
        events.place(session, kitchen.clock.now, timedelta(days=1))
        (event,) = events.page(session, None, 10).events
    assert event.data == {"product": "croissant", "stock": 3, "who": "kitchen"}


def test_the_same_message_again_is_answered_alike_and_done_once(kitchen: Kitchen) -> None:
    body = kitchen.message("stock.counted", product="croissant", stock=3)
    first = kitchen.send(body)
    kitchen.send(kitchen.message("stock.counted", product="croissant", stock=1), "m2")
    kitchen.clock.forward(4 * 3600)
    again = kitchen.send(body)
    assert (again.status_code, again.data) == (200, first.data)
    with kitchen.store.read() as session:
        assert browse.get_product(session, "croissant").stock == 1


def test_the_same_id_with_another_body_is_refused(kitchen: Kitchen) -> None:
    kitchen.send(kitchen.message("stock.counted", product="croissant", stock=3))
    other = kitchen.send(kitchen.message("stock.counted", product="croissant", stock=9))
    assert problem(other) == (422, "message-reused")
    with kitchen.store.read() as session:
        assert browse.get_product(session, "croissant").stock == 3


def test_the_same_message_many_times_at_once_is_done_once(kitchen: Kitchen) -> None:
    order_id, _ = kitchen.order()
    body = kitchen.message("order.preparing", order=order_id)
    api = kitchen.client.application
    headers = signed("m1", body, [SECRET], kitchen.clock.now) | {"Content-Type": "application/json"}

    def send(_: int) -> int:
        with api.test_client() as client:
            return client.post("/webhooks/in/kitchen", data=body, headers=headers).status_code

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(send, range(4)))
    assert found <= {200, 503} and 200 in found, "503: SQLite's lock was waited for too long"
    with kitchen.store.read() as session:
        assert len(orders.get(session, order_id).steps) == 2


@pytest.mark.parametrize("seconds", [-301, 301, -86_400, 10**9])
def test_an_old_or_a_future_message_is_refused(kitchen: Kitchen, seconds: int) -> None:
    body = kitchen.message("stock.counted", product="croissant", stock=3)
    assert problem(kitchen.send(body, seconds=seconds)) == (401, "unauthorized")


@pytest.mark.parametrize("seconds", [-299, 299])
def test_a_clock_that_is_a_little_wrong_is_forgiven(kitchen: Kitchen, seconds: int) -> None:
    body = kitchen.message("stock.counted", product="croissant", stock=3)
    assert kitchen.send(body, seconds=seconds).status_code == 200


def test_a_body_changed_anywhere_by_one_bit_is_refused(kitchen: Kitchen) -> None:
    body = kitchen.message("stock.counted", product="croissant", stock=3)
    headers = _named(signed("m1", body, [SECRET], kitchen.clock.now))
    for place in range(len(body)):
        changed = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        assert kitchen.raw(changed, **headers).status_code == 401
    assert kitchen.raw(body + b" ", **headers).status_code == 401
    assert kitchen.raw(body, **headers).status_code == 200


@pytest.mark.parametrize(
    ("header", "value"),
    [
        (ID, ""),
        (ID, "m2"),
        (ID, "m 1"),
        (ID, "m" * 201),
        (TIMESTAMP, ""),
        (TIMESTAMP, "now"),
        (TIMESTAMP, "1e9"),
        (TIMESTAMP, "-1"),
        (TIMESTAMP, "99999999999"),
        (SIGNATURE, ""),
        (SIGNATURE, "v1"),
        (SIGNATURE, "v1,"),
        (SIGNATURE, "v1,AAAA"),
        (SIGNATURE, "v1," + "A" * 43 + "="),
        (SIGNATURE, "v1,\u00e9"),
        (SIGNATURE, "v1a,AAAA v2,AAAA , ,, "),
    ],
)
def test_forged_headers_are_refused(kitchen: Kitchen, header: str, value: str) -> None:
    body = kitchen.message("stock.counted", product="croissant", stock=3)
    headers = signed("m1", body, [SECRET], kitchen.clock.now) | {header: value}
    forged = kitchen.raw(body, **_named(headers))
    assert problem(forged) == (401, "unauthorized")


def test_a_wrong_secret_another_source_and_nobody_are_refused_alike(kitchen: Kitchen) -> None:
    body = kitchen.message("stock.counted", product="croissant", stock=3)
    kitchen.secret = OTHER
    wrong = kitchen.send(body)
    kitchen.add("till", Scope.STOCK_WRITE)
    kitchen.name, kitchen.secret = "till", SECRET
    other = kitchen.send(body)
    kitchen.name = "nobody"
    nobody = kitchen.send(body)
    assert [one.status_code for one in (wrong, other, nobody)] == [401] * 3
    assert wrong.data == other.data == nobody.data


def test_of_several_signatures_one_has_to_be_right(kitchen: Kitchen) -> None:
    body = kitchen.message("stock.counted", product="croissant", stock=3)
    both = signed("m1", body, [OTHER, SECRET], kitchen.clock.now)
    assert kitchen.raw(body, **_named(both)).status_code == 200
    many = " ".join(["v1,AAAA"] * 20 + [both[SIGNATURE].split()[1]])
    assert kitchen.raw(body, **_named(both | {SIGNATURE: many})).status_code == 401


def test_a_secret_is_exchanged_without_a_gap(kitchen: Kitchen) -> None:
    with kitchen.store.begin() as session:
        holder, hour = webhook_sources.holder("kitchen"), timedelta(hours=1)
        seal = kitchen.hooks.seal
        webhook_secrets.keep(session, holder, OTHER, seal, kitchen.clock.now, hour)
    body = kitchen.message("stock.counted", product="croissant", stock=3)
    for number, secret in enumerate((SECRET, OTHER)):
        kitchen.secret = secret
        assert kitchen.send(body, f"m{number}").status_code == 200
    kitchen.clock.forward(3600)
    assert kitchen.send(body, "m3").status_code == 200
    kitchen.secret = SECRET
    assert kitchen.send(body, "m4").status_code == 401


def test_nothing_is_parsed_before_it_is_verified(kitchen: Kitchen) -> None:
    assert kitchen.raw(b"{").status_code == 401
    assert kitchen.raw(b"[" * BODY_LIMIT).status_code == 401
    assert problem(kitchen.send(b"{")) == (400, "body-unreadable")
    headers = _named(signed("m1", b"", [SECRET], kitchen.clock.now))
    assert kitchen.raw(b"\xff", **headers).status_code == 401
    assert problem(kitchen.send(b"{}" + b" " * BODY_LIMIT))[0] == 413


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"type": "order.ready"},
        {"type": "order.cancelled", "timestamp": "2026-03-01T09:00:00Z", "data": {"order": 1}},
        {"type": "order.ready", "timestamp": "2026-03-01T09:00:00Z", "data": {"order": "1"}},
        {"type": "order.ready", "timestamp": "2026-03-01T09:00:00", "data": {"order": 1}},
        {"type": "order.ready", "timestamp": "2026-03-01T09:00:00Z", "data": {"stock": 1}},
        {"type": "stock.counted", "timestamp": "2026-03-01T09:00:00Z", "data": {"order": 1}},
    ],
)
def test_what_is_signed_but_says_nothing_is_told_what_is_wrong(
    kitchen: Kitchen, message: dict[str, Any]
) -> None:
    assert problem(kitchen.send(json.dumps(message).encode())) == (422, "invalid-request")


def test_a_source_does_only_what_it_may(kitchen: Kitchen) -> None:
    order_id, _ = kitchen.order()
    for name, kind, data in (
        ("shelf", "order.preparing", {"order": order_id}),
        ("stove", "stock.counted", {"product": "croissant", "stock": 1}),
    ):
        kitchen.add(name, Scope.STOCK_WRITE if name == "shelf" else Scope.ORDERS_WRITE)
        kitchen.name = name
        refused = kitchen.send(kitchen.message(kind, **data))
        assert problem(refused) == (403, "scope-missing")
    assert kitchen.status(order_id) == "received"


def test_what_was_refused_may_be_sent_again_under_its_id(kitchen: Kitchen) -> None:
    order_id, number = kitchen.order()
    body = kitchen.message("order.ready", order=order_id)
    assert problem(kitchen.send(body)) == (409, "illegal-move")
    with kitchen.store.begin() as session:
        orders.move(session, number, OrderStatus.PREPARING, kitchen.clock.now)
    assert kitchen.send(body).status_code == 200
    unknown = kitchen.send(kitchen.message("order.ready", order=99), "m2")
    assert problem(unknown) == (404, "unknown-order")


def test_a_late_message_does_not_move_the_next_order_of_the_number(kitchen: Kitchen) -> None:
    old, number = kitchen.order()
    with kitchen.store.begin() as session:
        orders.move(session, number, OrderStatus.CANCELLED, kitchen.clock.now)
    new, other = kitchen.order()
    with kitchen.store.begin() as session:
        orders.get(session, new).number = number
    assert other != number
    late = kitchen.send(kitchen.message("order.preparing", order=old))
    assert problem(late) == (409, "illegal-move")
    assert kitchen.status(new) == "received"


def test_a_source_has_a_limit_that_forgers_do_not_use_up(kitchen: Kitchen) -> None:
    api = make_api(kitchen.store, lambda: kitchen.clock.now, Rate(2), kitchen.hooks)
    with api.test_client() as client:
        kitchen.client = client
        body = kitchen.message("stock.counted", product="croissant", stock=3)
        for _ in range(5):
            assert kitchen.raw(body).status_code == 401
        assert [kitchen.send(body).status_code for _ in range(3)] == [200, 200, 429]


def test_sources_are_named_and_their_own_secrets_checked(kitchen: Kitchen) -> None:
    with pytest.raises(SourceNameInvalid):
        kitchen.add("Küche", Scope.STOCK_WRITE)
    with pytest.raises(SourceExists):
        kitchen.add("kitchen", Scope.STOCK_WRITE)
    assert webhook_secrets.checked(SECRET) == SECRET
    for wrong in (
        "",
        "whsec_",
        "whsec_AAAA",
        SECRET.removeprefix("whsec_"),
        "whsec_!" + SECRET[7:],
    ):
        with pytest.raises(WebhookSecretInvalid):
            webhook_secrets.checked(wrong)


def test_what_is_kept_of_a_message_is_its_digest(kitchen: Kitchen) -> None:
    body = kitchen.message("stock.counted", product="croissant", stock=3)
    kitchen.send(body)
    with kitchen.store.read() as session:
        digest = hashlib.sha256(body).hexdigest()
        assert webhook_sources.answered(session, "kitchen", "m1", digest)
