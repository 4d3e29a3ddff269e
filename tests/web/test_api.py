"""The REST door: who may do what, writes that happen once, lists in parts, problems as problems."""

import json
import logging
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.bootstrap import MENU
from app.rates import Rate
from app.web.api.admission import BODY_LIMIT
from app.web.api.pages import MOST
from app.web.api.service import make_api, mount
from models import api_keys, cart, checkout, customers, devices
from models.api_keys import Scope
from models.base import Store
from models.keys import Key
from models.staff_errors import ScopeOfShop
from tests.at_once import at_once
from tests.conftest import Clock

ANN, BOB = "alexa:amzn1.ask.account.ANN", "alexa:amzn1.ask.account.BOB"
KEY = Key("kitchen", "secret")


@dataclass
class Program:
    """What works with the shop by a key."""

    client: FlaskClient
    store: Store
    clock: Clock
    key: str = KEY.text

    def __post_init__(self) -> None:
        self.numbers = count(1)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, headers=self._headers({}))

    def send(
        self, call: str, body: Any = None, once: str | None = "", **headers: str
    ) -> TestResponse:
        """Send a write: JSON, or bytes as they are; `once` is its Idempotency-Key, "" a new one, None none."""
        method, path = call.split()
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        given = {"Content-Type": "application/json"} if data is not None else {}
        if once is not None:
            given["Idempotency-Key"] = once or f"write-{next(self.numbers)}"
        return self.client.open(
            path, method=method, data=data, headers=self._headers(given | headers)
        )

    def let(self, name: str, *scopes: Scope, branch: str | None = None) -> "Program":
        """Another program with scopes of its own, in one branch or all."""
        key = Key(name, "secret")
        with self.store.begin() as session:
            api_keys.add(session, name, scopes, key, self.clock(), branch)
        return Program(self.client, self.store, self.clock, key.text)

    def order(self, owner: str = ANN, name: str = "Ann") -> int:
        """Buy two croissants; the order's number."""
        with self.store.begin() as session:
            now = self.clock()
            customers.set_name(session, owner, name, now)
            cart.add(session, owner, "croissant", 2, (), now)
            held = cart.current(session, owner)
            assert held is not None
            return checkout.place(session, owner, held.version, name, now).number

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} | headers


@pytest.fixture
def program(demo_store: Store, clock: Clock, caplog: pytest.LogCaptureFixture) -> Iterator[Program]:
    """A program that may do everything."""
    caplog.set_level(logging.CRITICAL, "countertalk.web")
    with demo_store.begin() as session:
        api_keys.add(session, "kitchen", list(Scope), KEY, clock())
    with make_api(demo_store, clock, Rate(1000)).test_client() as client:
        yield Program(client, demo_store, clock)


def problem(response: TestResponse) -> tuple[int, str]:
    """Check that it is a problem as RFC 9457 has them; its status and kind."""
    assert response.content_type == "application/problem+json"
    document = response.get_json()
    assert document["status"] == response.status_code
    assert set(document) == {"type", "title", "status", "detail", "errors"}
    return response.status_code, document["type"].removeprefix("urn:countertalk:")


def test_an_order_is_moved_on_to_its_end_with_who_did_it(program: Program) -> None:
    number = program.order()
    for status in ("preparing", "ready", "collected"):
        body = {"status": status, "by": "Kim"}
        moved = program.send(f"POST /orders/{number}/move", body)
        assert (moved.status_code, moved.get_json()["status"]) == (200, status)
    shown = program.get(f"/orders/{number}").get_json()
    assert [step["who"] for step in shown["steps"]] == [None, *["kitchen: Kim"] * 3]
    assert shown["may_become"] == []
    assert shown["lines"][0]["product_id"] == "croissant"
    again = program.send(f"POST /orders/{number}/move", {"status": "ready"})
    assert problem(again) == (409, "illegal-move")


def test_a_paid_order_is_refunded_in_parts_and_no_further(program: Program) -> None:
    number = program.order()
    total = program.send(f"POST /orders/{number}/pay").get_json()["total"]
    refunded = program.send(f"POST /orders/{number}/refund", {"amount": 100})
    assert refunded.get_json()["refunded"] == 100
    more = program.send(f"POST /orders/{number}/refund", {"amount": total})
    assert problem(more) == (409, "refund-invalid")
    cancelled = program.send(f"POST /orders/{number}/cancel", {}).get_json()
    assert (cancelled["status"], cancelled["refunded"]) == ("cancelled", total)


def test_a_write_that_comes_again_is_done_once(program: Program) -> None:
    number = program.order()
    program.send(f"POST /orders/{number}/pay")
    first = program.send(f"POST /orders/{number}/refund", {"amount": 100}, "a")
    again = program.send(f"POST /orders/{number}/refund", {"amount": 100}, "a")
    assert (again.status_code, again.data) == (200, first.data)
    assert program.get(f"/orders/{number}").get_json()["refunded"] == 100


@pytest.mark.parametrize(
    "other",
    ["POST /orders/{}/refund 200", "POST /orders/{}/cancel 100", "POST /orders/101/refund 100"],
)
def test_a_key_of_another_write_is_refused_and_nothing_done(program: Program, other: str) -> None:
    number = program.order()
    call, amount = other.format(number).rsplit(" ", 1)
    program.send(f"POST /orders/{number}/pay")
    program.send(f"POST /orders/{number}/refund", {"amount": 100}, "a")
    body = {"amount": int(amount)} if "refund" in call else {}
    refused = program.send(call, body, "a")
    assert problem(refused) == (422, "idempotency-key-reused")
    assert program.get(f"/orders/{number}").get_json()["refunded"] == 100


def test_the_same_key_of_two_programs_is_two_writes(program: Program) -> None:
    number, till = program.order(), program.let("till", Scope.PAYMENTS_WRITE)
    program.send(f"POST /orders/{number}/pay")
    for one in (program, till):
        one.send(f"POST /orders/{number}/refund", {"amount": 100}, "a")
    assert program.get(f"/orders/{number}").get_json()["refunded"] == 200


def test_what_was_refused_may_be_tried_again_under_its_key(program: Program) -> None:
    number = program.order()
    refund = f"POST /orders/{number}/refund"
    assert problem(program.send(refund, {"amount": 1}, "a")) == (409, "refund-invalid")
    program.send(f"POST /orders/{number}/pay")
    assert program.send(refund, {"amount": 1}, "a").status_code == 200


WEBHOOK = "0123456789abcdef"
CALLS = (
    ("GET /orders", Scope.ORDERS_READ),
    ("GET /orders/100", Scope.ORDERS_READ),
    ("POST /orders/100/move", Scope.ORDERS_WRITE),
    ("POST /orders/100/cancel", Scope.ORDERS_WRITE),
    ("POST /orders/100/pay", Scope.PAYMENTS_WRITE),
    ("POST /orders/100/refund", Scope.PAYMENTS_WRITE),
    ("GET /catalogue", Scope.CATALOGUE_READ),
    ("PUT /catalogue", Scope.CATALOGUE_WRITE),
    ("GET /branches", Scope.CATALOGUE_READ),
    ("GET /branches/station", Scope.CATALOGUE_READ),
    ("GET /products", Scope.CATALOGUE_READ),
    ("GET /products/latte", Scope.CATALOGUE_READ),
    ("PUT /products/latte/stock", Scope.STOCK_WRITE),
    ("GET /customers", Scope.CUSTOMERS_READ),
    (f"GET /customers/{ANN}", Scope.CUSTOMERS_READ),
    (f"GET /customers/{ANN}/points", Scope.CUSTOMERS_READ),
    (f"DELETE /customers/{ANN}", Scope.CUSTOMERS_ERASE),
    (f"GET /carts/{ANN}", Scope.CARTS_READ),
    ("GET /events", Scope.EVENTS_READ),
    ("GET /webhooks", Scope.WEBHOOKS_WRITE),
    ("POST /webhooks", Scope.WEBHOOKS_WRITE),
    (f"GET /webhooks/{WEBHOOK}", Scope.WEBHOOKS_WRITE),
    (f"DELETE /webhooks/{WEBHOOK}", Scope.WEBHOOKS_WRITE),
    (f"POST /webhooks/{WEBHOOK}/rotate", Scope.WEBHOOKS_WRITE),
    (f"POST /webhooks/{WEBHOOK}/retry", Scope.WEBHOOKS_WRITE),
    (f"GET /webhooks/{WEBHOOK}/dead", Scope.WEBHOOKS_WRITE),
)


@pytest.mark.parametrize(("call", "scope"), CALLS)
def test_a_page_takes_its_own_scope_and_all_others_are_not_enough(
    program: Program, call: str, scope: Scope
) -> None:
    others = program.let("others", *(one for one in Scope if one is not scope))
    own = program.let("own", scope)
    refused = others.send(call, b"{")
    assert problem(refused) == (403, "scope-missing")
    assert scope.value in refused.get_json()["detail"]
    assert own.send(call, b"{").status_code not in (401, 403)


def test_every_page_of_the_document_but_itself_is_in_that_table(program: Program) -> None:
    paths = program.client.get("/openapi.json").get_json()["paths"]
    pages = {
        (m.upper(), p, *o["security"][0].get("key", []))
        for p, n in paths.items()
        for m, o in n.items()
    }
    names = {"100": "{number}", "latte": "{product_id}", ANN: "{owner}", WEBHOOK: "{webhook_id}"}
    names |= {"station": "{branch_id}"}
    tried: set[tuple[str, ...]] = {("POST", "/webhooks/in/{source}")}
    for call, scope in CALLS:
        method, path = call.split()
        parts = [names.get(part, part) for part in path.split("/")]
        tried.add((method, "/".join(parts), scope.value))
    assert pages == tried


@pytest.mark.parametrize("key", ["", "kitchen", "kitchen.", "kitchen.wrong", "other.secret"])
def test_a_wrong_key_is_refused_before_anything_is_read(program: Program, key: str) -> None:
    program.key = key
    refused = program.send("PUT /catalogue", b"{")
    assert problem(refused) == (401, "unauthorized")
    assert refused.headers["WWW-Authenticate"] == "Bearer"


def test_who_asks_too_often_is_told_when_to_come_again(program: Program, clock: Clock) -> None:
    other = program.let("other", *Scope)
    with make_api(program.store, clock, Rate(2)).test_client() as client:
        program.client = other.client = client
        answers = [program.get("/catalogue") for _ in range(3)]
        assert [one.status_code for one in answers] == [200, 200, 429]
        assert problem(answers[-1]) == (429, "too-many-requests")
        assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
        assert other.get("/catalogue").status_code == 200


def all_of(program: Program, path: str, limit: int) -> list[Any]:
    """Read a list part by part."""
    found: list[Any] = []
    after = ""
    while True:
        document = program.get(f"{path}?limit={limit}{after}").get_json()
        assert len(document["items"]) <= limit
        found += document["items"]
        if document["next"] is None:
            return found
        after = f"&after={document['next']}"


def test_lists_come_whole_in_parts_however_large(program: Program) -> None:
    numbers = [program.order(f"alexa:{name}", name) for name in ("Ann", "Bob", "Cas")]
    for limit in (1, 2, 3, MOST):
        listed = all_of(program, "/orders", limit)
        assert [order["number"] for order in listed] == numbers[::-1]
        owners = [one["owner"] for one in all_of(program, "/customers", limit)]
        assert owners == ["alexa:Ann", "alexa:Bob", "alexa:Cas"]
    products = [one["id"] for one in all_of(program, "/products", 7)]
    assert len(products) == len(set(products)) == len(json.loads(MENU.read_text())["products"])


def test_orders_are_listed_by_status(program: Program) -> None:
    first, second = program.order(ANN), program.order(BOB, "Bob")
    program.send(f"POST /orders/{first}/move", {"status": "preparing"})
    listed = program.get("/orders?status=received").get_json()["items"]
    assert [order["number"] for order in listed] == [second]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        f"limit={MOST + 1}",
        "limit=1e9",
        "limit=-1",
        "limit=1&limit=1",
        "after=zz",
        "after=999999999999",
        "after=-1",
        "after=%00",
        "status=eaten",
        "status=ready' OR 1=1 --",
        "unknown=1",
    ],
)
def test_odd_questions_are_refused(program: Program, query: str) -> None:
    assert problem(program.get(f"/orders?{query}"))[0] == 422


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'"{}"', 400),
        (b"\xff", 400),
        (b'{"by": "a", "by": "b"}', 400),
        (b'{"by": "\\u0000"}', 400),
        (b'{"by": "\\ud800"}', 400),
        (b'{"by": "a\\nb"}', 422),
        (b'{"by": ""}', 422),
        (b'{"by": 1}', 422),
        (b'{"number": 100}', 422),
        (b'{"by": "' + b"x" * 61 + b'"}', 422),
        (b" " * BODY_LIMIT + b"{}", 413),
    ],
)
def test_odd_bodies_are_refused_and_nothing_is_done(
    program: Program, body: bytes, status: int
) -> None:
    number = program.order()
    assert problem(program.send(f"POST /orders/{number}/cancel", body))[0] == status
    assert program.get(f"/orders/{number}").get_json()["status"] == "received"


def test_a_body_says_that_it_is_json(program: Program) -> None:
    headers = {"Content-Type": "text/plain"}
    refused = program.send("POST /orders/100/cancel", b"{}", **headers)
    assert problem(refused) == (415, "unsupported-media-type")


@pytest.mark.parametrize("once", [None, " ", "a b", "ä", "x" * 101])
def test_a_write_has_a_key_that_can_be_kept(program: Program, once: str | None) -> None:
    number = program.order()
    refused = program.send(f"POST /orders/{number}/cancel", {}, once)
    assert problem(refused) == (422, "invalid-request")
    assert program.get(f"/orders/{number}").get_json()["status"] == "received"


@pytest.mark.parametrize("name", ["<speak>&", "'; DROP TABLE turn; --", "[a|b] {c}", "日本"])
def test_names_of_people_are_text_and_nothing_else(program: Program, name: str) -> None:
    number = program.order()
    moved = program.send(f"POST /orders/{number}/move", {"status": "preparing", "by": name})
    assert moved.get_json()["steps"][-1]["who"] == f"kitchen: {name}"


@pytest.mark.parametrize(
    "path",
    ["/orders/101", "/orders/2147483647", "/products/unicorn", "/customers/nobody", "/nowhere"],
)
def test_what_is_not_there_is_not_found(program: Program, path: str) -> None:
    program.order()
    assert problem(program.get(path))[0] == 404


@pytest.mark.parametrize("path", ["/orders/0", "/orders/-1", "/orders/1e3", "/orders/99999999999"])
def test_what_cannot_be_is_refused(program: Program, path: str) -> None:
    assert problem(program.get(path))[0] == 422


def test_a_method_that_is_not_there_says_which_are(program: Program) -> None:
    refused = program.send("DELETE /orders")
    assert problem(refused) == (405, "method-not-allowed")
    assert set(refused.headers["Allow"].split(", ")) == {"GET", "HEAD"}


def test_a_catalogue_is_taken_whole(program: Program) -> None:
    menu = json.loads(MENU.read_text())
    before = program.get("/catalogue").get_json()
    menu["products"], menu["translations"] = [menu["products"][0]], {}
    menu["suggestions"] = []
    loaded = program.send("PUT /catalogue", menu)
    assert loaded.status_code == 200
    assert loaded.get_json()["edition"] != before["edition"]
    assert [one["id"] for one in all_of(program, "/products", 9)] == [menu["products"][0]["id"]]


@pytest.mark.parametrize("name", ["<break/>", "a|b", "(x)", "{p}", "$rule;", "a\x00"])
def test_a_catalogue_with_a_name_that_breaks_grammars_is_refused_and_nothing_changed(
    program: Program, name: str
) -> None:
    menu = json.loads(MENU.read_text())
    before = program.get("/catalogue").get_json()
    menu["products"][0]["name"] = name
    assert problem(program.send("PUT /catalogue", menu))[0] in (400, 422)
    assert program.get("/catalogue").get_json() == before


def test_all_faults_of_a_catalogue_are_told_with_their_lines(program: Program) -> None:
    menu = json.loads(MENU.read_text())
    menu["products"][0]["category"], menu["products"][1]["category"] = "moon", "mars"
    refused = program.send("PUT /catalogue", menu)
    assert problem(refused) == (422, "catalogue-invalid")
    told = [one["at"] for one in refused.get_json()["errors"]]
    assert told == ["products[0].category", "products[1].category"]


def test_stock_is_counted_and_sold_from(program: Program) -> None:
    counted = program.send("PUT /products/croissant/stock", {"stock": 2, "branch": "station"})
    assert counted.get_json()["branch_stock"]["station"] == 2
    others = counted.get_json()["stock"] - 2
    program.order()
    shown = program.get("/products/croissant").get_json()
    assert (shown["branch_stock"]["station"], shown["stock"]) == (0, others)
    refused = program.send("PUT /products/croissant/stock", {"stock": 2})
    assert problem(refused) == (409, "branch-needed")
    assert "station, market_street, harbor" in refused.get_json()["detail"]
    moon = program.send("PUT /products/croissant/stock", {"stock": 2, "branch": "moon"})
    assert problem(moon) == (404, "unknown-branch")


def test_branches_are_shown_with_their_hours(program: Program) -> None:
    items = program.get("/branches").get_json()["items"]
    assert [one["id"] for one in items] == ["station", "market_street", "harbor"]
    harbor = program.get("/branches/harbor").get_json()
    assert (harbor["is_open"], harbor["zone"]) == (False, "America/New_York")
    assert harbor["changes_at"].startswith("2026-03-01T10:00:00")
    assert items[0]["changes_at"] is None
    assert problem(program.get("/branches/moon")) == (404, "unknown-branch")


def test_a_key_of_one_branch_sees_and_does_nothing_elsewhere(program: Program) -> None:
    mine = program.order()
    scopes = (Scope.ORDERS_READ, Scope.ORDERS_WRITE, Scope.STOCK_WRITE)
    here = program.let("till", *scopes, branch="station")
    there = program.let("pier", *scopes, branch="harbor")
    assert [one["number"] for one in here.get("/orders").get_json()["items"]] == [mine]
    assert here.get(f"/orders/{mine}").get_json()["branch_id"] == "station"
    for asked in ("/orders", "/orders?branch=station"):
        assert there.get(asked).get_json()["items"] == []
    assert problem(there.get(f"/orders/{mine}")) == (404, "unknown-order")
    moved = there.send(f"POST /orders/{mine}/move", {"status": "preparing"})
    assert problem(moved) == (404, "unknown-order")
    for body in ({"stock": 1, "branch": "station"}, {"stock": None}):
        refused = there.send("PUT /products/croissant/stock", body)
        assert problem(refused) == (403, "other-branch")
    counted = there.send("PUT /products/croissant/stock", {"stock": 1})
    assert counted.get_json()["branch_stock"]["harbor"] == 1
    with pytest.raises(ScopeOfShop, match="cannot have customers:read"):
        program.let("spy", Scope.CUSTOMERS_READ, branch="harbor")


@pytest.mark.parametrize("stock", [-1, 1.5, "3", True, 10**9, 10**30])
def test_no_other_stock_can_be(program: Program, stock: object) -> None:
    refused = program.send("PUT /products/latte/stock", {"stock": stock})
    assert problem(refused)[0] in (400, 422)
    assert program.get("/products/latte").get_json()["stock"] is None


def test_a_customer_is_exported_and_forgotten_and_others_are_not(program: Program) -> None:
    number = program.order()
    program.order(BOB, "Bob")
    assert problem(program.send(f"DELETE /customers/{ANN}")) == (409, "customer-waits")
    program.send(f"POST /orders/{number}/cancel", {})
    text = program.get(f"/customers/{ANN}").text
    assert "Ann" in text
    assert "Bob" not in text
    for _again in range(2):
        gone = program.send(f"DELETE /customers/{ANN}", once="erase")
        assert (gone.status_code, gone.data) == (204, b"")
    assert problem(program.get(f"/customers/{ANN}")) == (404, "unknown-customer")
    kept = program.get(f"/orders/{number}").get_json()
    assert (kept["first_name"], kept["total"] > 0) == (None, True)
    assert program.get(f"/customers/{BOB}").status_code == 200


def test_points_are_shown_with_how_they_came_about(program: Program) -> None:
    path = f"/customers/{ANN}/points"
    assert program.get(path).get_json() == {"items": [], "next": None, "balance": 0}
    numbers = [program.order() for _ in range(2)]
    for number in numbers:
        for status in ("preparing", "ready", "collected"):
            program.send(f"POST /orders/{number}/move", {"status": status})
    order = program.get(f"/orders/{numbers[0]}").get_json()
    shown = program.get(f"{path}?limit=1").get_json()
    assert shown["balance"] == 2 * order["earns"] > 0
    (newest,) = shown["items"]
    assert (newest["kind"], newest["points"]) == ("earned", order["earns"])
    (oldest,) = program.get(f"{path}?limit=1&after={shown['next']}").get_json()["items"]
    assert oldest["order_id"] == order["id"]
    program.send(f"POST /orders/{numbers[0]}/refund", {"amount": order["total"]})
    assert program.get(path).get_json()["balance"] == order["earns"]
    kinds = [one["type"] for one in program.get("/events").get_json()["items"]]
    assert [one for one in kinds if one.startswith("points.")] == [
        "points.earned",
        "points.earned",
        "points.taken_back",
    ]


def test_a_cart_is_shown_with_what_it_costs(program: Program) -> None:
    with program.store.begin() as session:
        cart.add(session, ANN, "croissant", 2, (), program.clock())
    shown = program.get(f"/carts/{ANN}").get_json()
    assert [(one["product_id"], one["quantity"]) for one in shown["lines"]] == [("croissant", 2)]
    assert shown["total"] == shown["subtotal"] + shown["tax"] > 0
    assert program.get(f"/carts/{BOB}").get_json()["lines"] == []


def test_what_goes_wrong_inside_is_not_told(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr("models.shelf.edition", broken)
    answer = program.get("/catalogue")
    assert problem(answer) == (500, "internal-error")
    assert "hunter2" not in answer.text


def test_answers_are_kept_by_nobody_on_the_way(program: Program) -> None:
    for answer in (program.get("/catalogue"), program.get("/nowhere")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_of_the_same_write_at_once_one_is_done(program: Program, demo_url: str) -> None:
    number = program.order()
    program.send(f"POST /orders/{number}/pay")

    def refunded(other: Program) -> tuple[int, bytes]:
        answer = other.send(f"POST /orders/{number}/refund", {"amount": 100}, "same")
        return answer.status_code, answer.data

    with ExitStack() as stack:
        others = []
        # One by one: routes are parsed as they are made, which Python 3.11 cannot do in several threads.
        for _program in range(4):
            store = stack.enter_context(Store.open(demo_url))
            client = make_api(store, program.clock, Rate(1000)).test_client()
            others.append(Program(client, store, program.clock))
        answers = set(at_once([partial(refunded, other) for other in others]))
    assert [status for status, _body in answers] == [200]
    assert program.get(f"/orders/{number}").get_json()["refunded"] == 100


def test_beside_the_doors_it_has_limits_and_errors_of_its_own(program: Program) -> None:
    doors = Flask("doors")
    doors.config["MAX_CONTENT_LENGTH"] = 1
    mount(doors, make_api(program.store, program.clock, Rate(1000)))
    with doors.test_client() as client:
        program.client = client
        assert program.send("PUT /api/v1/catalogue", MENU.read_bytes()).status_code == 200
        assert problem(program.get("/api/v1/nowhere")) == (404, "not-found")
        assert program.get("/nowhere").content_type.startswith("text/html")


def test_the_key_of_a_counter_opens_nothing_here(program: Program) -> None:
    device = Key("till", "secret")
    with program.store.begin() as session:
        devices.add(session, "till", device, program.clock())
    program.key = device.text
    for path in ("/orders", f"/customers/{ANN}", f"/carts/{ANN}", "/catalogue"):
        assert problem(program.get(path)) == (401, "unauthorized")


def test_what_happens_is_read_on_from_where_one_was(program: Program) -> None:
    number = program.order()
    program.send(f"POST /orders/{number}/move", {"status": "preparing", "by": "Kim"})
    first = program.get("/events?limit=1").get_json()
    assert [one["type"] for one in first["items"]] == ["order.placed"]
    assert first["more"]
    second = program.get(f"/events?after={first['next']}").get_json()
    (step,) = second["items"]
    assert (step["type"], step["data"]["who"]) == ("order.preparing", "kitchen: Kim")
    assert not second["more"]
    program.send("PUT /products/croissant/stock", {"stock": 7, "branch": "harbor"})
    third = program.get(f"/events?after={second['next']}").get_json()
    assert [one["data"] for one in third["items"]] == [
        {"product": "croissant", "stock": 7, "branch": "harbor", "who": "kitchen"}
    ]
    (again,) = program.get("/events?type=order.preparing").get_json()["items"]
    assert again == step


def test_what_cannot_be_read_of_events_is_told(program: Program) -> None:
    assert problem(program.get("/events?after=5")) == (409, "events-ahead")
    assert problem(program.get("/events?type=order.lost")) == (422, "invalid-request")
    other = program.let("till", Scope.ORDERS_READ)
    assert problem(other.get("/events")) == (403, "scope-missing")


def test_the_description_lists_what_can_happen(program: Program) -> None:
    document = program.client.get("/openapi.json").get_json()
    listed = document["components"]["schemas"]["Kind"]["enum"]
    assert {"order.placed", "order.refunded", "stock.counted", "customer.erased"} <= set(listed)
