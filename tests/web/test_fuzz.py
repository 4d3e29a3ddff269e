"""Odd requests, rightly signed and not: each is answered as Alexa wants it or refused, and a refused one changes nothing."""

import io
import json
import logging
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from app.bench.fuzz import Fuzz, real_requests
from app.bench.fuzz_mutate import FORGERIES
from app.bench.fuzz_requests import Case, Material, cases
from app.bench.fuzz_rules import Answered, faults
from app.bootstrap import World, alexa_door, constant_seed, make_shop, open_store
from app.settings import Settings
from app.web import devcert
from app.web.alexa import create_app
from app.web.factory import make_verifier
from skills.handlers import HANDLERS
from tests.app.world import command

Json = dict[str, Any]
BIND = "127.0.0.1:0"


class Door:
    """The whole Alexa door in this process."""

    def __init__(self, place: Path, stack: ExitStack) -> None:
        numbers = count(1)
        world = World(lambda: datetime.now(UTC), lambda: f"id-{next(numbers)}", constant_seed)
        signer = devcert.create(place / "cert", world.clock()).signer
        chosen = Settings(dev_cert=place / "cert", variants="first")
        store = stack.enter_context(open_store(f"sqlite:///{place / 'shop.db'}"))
        self.real = real_requests(store, chosen, world)
        # A busy machine takes its time, and that is not what is tested here.
        shop = replace(make_shop(store, chosen, world), progress_s=600, deadline_s=600)
        answer = alexa_door(shop).answer
        verifier = make_verifier(chosen, BIND, world)
        self._client = create_app(verifier, answer, dict).test_client()
        self._log = io.StringIO()
        handler = logging.StreamHandler(self._log)
        logging.getLogger("countertalk").addHandler(handler)
        stack.callback(logging.getLogger("countertalk").removeHandler, handler)
        watch = stack.enter_context(closing(sqlite3.connect(place / "shop.db")))
        self.fuzz = Fuzz(self._post, signer, watch, self._logged, world.clock)

    def _post(self, body: bytes, headers: list[tuple[str, str]]) -> tuple[int, bytes]:
        found = self._client.post("/alexa", data=body, headers=headers)
        return found.status_code, found.data

    def _logged(self) -> str:
        text = self._log.getvalue()
        self._log.seek(0)
        self._log.truncate()
        return text

    def request(self, intent: str = "AddItemIntent") -> Json:
        """A real request for an intent."""
        found: Json = next(r for r in self.real if r["request"].get("intent", {})["name"] == intent)
        fresh = {"requestId": "@id@", "timestamp": "@now@"}
        return json.loads(json.dumps(found | {"request": found["request"] | fresh}))  # type: ignore[no-any-return]

    def send(self, document: Json, forgery: str = "") -> tuple[Answered, list[str]]:
        """Send a document; what came, and what is wrong with that."""
        case = Case("spoiled", json.dumps(document).encode(), forgery)
        got, _, wrong = self.fuzz.send(case)
        return got, wrong


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with ExitStack() as stack:
        yield Door(tmp_path_factory.mktemp("fuzzed"), stack)


def test_what_is_odd_is_answered_well_or_refused(door: Door) -> None:
    material = Material(door.real, list(HANDLERS))

    @settings(max_examples=400, derandomize=True, database=None)
    @given(cases(material))
    def holds(case: Case) -> None:
        assert door.fuzz.send(case)[2] == []

    holds()


def _inside(*path: str) -> Callable[[Json], Json]:
    def find(request: Json) -> Json:
        for key in path:
            request = request[key]
        return request

    return find


APPLICATION = _inside("context", "System", "application")
PRODUCT = _inside("request", "intent", "slots", "product")
LISTED = {"type": "List", "values": [{"type": "List", "values": [{"type": "Simple"}]}]}


@pytest.mark.parametrize(
    ("find", "odd", "status"),
    [
        (APPLICATION, {"__dict__": {}}, 200),
        (APPLICATION, {"__class__": "x", "to_dict": None}, 200),
        (_inside("request"), {"request_id": "another"}, 200),
        (_inside("request"), {"locale": None}, 200),
        (_inside("request"), {"intent": "AddItemIntent"}, 400),
        (_inside("request"), {"intent": {"name": ["AddItemIntent"]}}, 400),
        (_inside("request"), {"type": "LaunchRequest", "intent": "none"}, 200),
        (_inside("request"), {"type": "System.Unheard"}, 400),
        (_inside("request", "intent"), {"slots": []}, 400),
        (_inside("request", "intent"), {"slots": {"product": None}}, 200),
        (PRODUCT, {"resolutions": {"resolutionsPerAuthority": [None]}}, 200),
        (PRODUCT, {"resolutions": "none"}, 400),
        (PRODUCT, {"slotValue": LISTED, "value": None}, 200),
        (PRODUCT, {"slotValue": {"type": "Unheard"}, "source": "UNHEARD"}, 200),
        (_inside("session", "attributes"), {"category": "x" * 9000, "number": 10**25}, 200),
        (_inside("session"), {"attributes": "none"}, 400),
        (_inside("session"), {"new": "true"}, 400),
    ],
)
def test_what_was_found_once(
    door: Door, find: Callable[[Json], Json], odd: Json, status: int
) -> None:
    request = door.request()
    find(request).update(odd)
    got, wrong = door.send(request)
    assert (got.status, wrong) == (status, [])


def test_an_answer_without_words_is_not_repeated(door: Door) -> None:
    request = door.request("CartIntent")
    assert door.send(request)[1] == []
    ended = {"type": "SessionEndedRequest", "reason": "USER_INITIATED"}
    assert door.send(request | {"request": request["request"] | ended})[1] == []
    request["request"]["intent"] = {"name": "AMAZON.RepeatIntent"}
    got, wrong = door.send(request)
    assert (got.status, wrong) == (200, [])


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_request_is_refused(door: Door, forgery: str) -> None:
    got, wrong = door.send(door.request(), forgery)
    assert (got.status, got.wrote, wrong) == (400, False, [])
    assert door.send(door.request())[0].wrote


def test_the_rules_find_what_is_wrong() -> None:
    def found(
        case: Case, status: int, body: bytes, wrote: bool = False, log: str = ""
    ) -> list[str]:
        return list(faults(case, b'{"request": {"type": "X"}}', Answered(status, body, wrote, log)))

    refused = b'{"error":"bad request"}'
    assert found(Case("spoiled", b""), 400, refused) == []
    assert found(Case("spoiled", b""), 500, b"{}") == ["status 500"]
    assert found(Case("real", b""), 400, refused) == ["a real request was refused"]
    assert found(Case("spoiled", b""), 400, refused, wrote=True)
    assert found(Case("spoiled", b""), 400, b'Traceback (most recent call last):  File "x.py"')
    assert found(Case("spoiled", b""), 400, refused, log="Traceback\nValueError: x")
    good = b'{"version":"1.0","response":{}}'
    assert found(Case("forged", b"", "compressed"), 200, good)
    assert found(Case("model", b""), 200, b"hello") == ["the answer is not JSON"]
    assert found(Case("model", b""), 200, b'{"version":"1.0"}')


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs fork")
def test_a_server_stands_it_too(tmp_path: Path) -> None:
    ran = command("bench", "fuzz", "--count", "80", "--seed", "7", "--json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    report = json.loads(ran.stdout)
    assert (report["tried"], report["seed"], report["findings"]) == (80, 7, [])
    assert sum(report["outcomes"].values()) == 80
    assert sum(report["bare"]["outcomes"].values()) == 80
    assert "Traceback" not in ran.stderr
