"""The log as JSON: a line each, with the request's id, and nothing of what customers are and say, whatever goes wrong."""

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import text

from app import logs
from app.bootstrap import World
from app.customer import Customer
from app.settings import DEVELOPMENT_SKILL_ID
from app.web import devcert
from app.web.client import SignedDoor
from app.web.process import running
from models import api_keys, devices
from models.api_keys import Scope
from models.base import Store
from models.devices import Key
from skills.envelope import Caller
from skills.lexicon import Lexicon
from tests.app.world import ROOT

USER, SECRET, TOKEN = "amzn1.ask.account.CANARYUSER", "canarysecret", "canarytoken"
NAME, WORDS, ADDRESS = "canaryname", "canaryutterance", "canarystreet"
CANARIES = (USER, SECRET, TOKEN, NAME, WORDS, ADDRESS)
KEY = Key("till", SECRET)


@dataclass(frozen=True)
class Served:
    """A server that writes its log to a file."""

    url: str
    signer: devcert.Signer
    store: Store
    log: Path

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def send(self, page: str, body: Any, **headers: str) -> requests.Response:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        if page == "alexa":
            headers = self.signer.sign(data) | headers
        return requests.post(f"{self.url}/{page}", data=data, headers=headers, timeout=20)


@pytest.fixture
def served(demo_url: str, tmp_path: Path) -> Iterator[Served]:
    signer = devcert.create(tmp_path / "cert", datetime.now(UTC)).signer
    environ = {
        "DATABASE_URL": demo_url,
        "ALEXA_DEV_CERT": str(tmp_path / "cert"),
        "ALEXA_SKILL_ID": DEVELOPMENT_SKILL_ID,
        "COUNTERTALK_LOG": "json",
        "PYTHONPATH": str(ROOT),
    }
    serve = ["app", "serve", "--bind", "127.0.0.1:0", "--workers", "1"]
    log = tmp_path / "log"
    with Store.open(demo_url) as store:
        with store.begin() as session:
            devices.add(session, "till", KEY, datetime.now(UTC))
            api_keys.add(session, "kitchen", list(Scope), KEY, datetime.now(UTC))
        with log.open("wb") as file, running(serve, environ, file) as server:
            yield Served(server.url.removesuffix("/alexa"), signer, store, log)


def test_a_whole_conversation_leaves_nothing_of_it_in_the_log(
    served: Served, lexicon: Lexicon
) -> None:
    world = World()
    caller = Caller(DEVELOPMENT_SKILL_ID, USER, "device", "en-US")
    door = SignedDoor(f"{served.url}/alexa", served.signer)
    person = Customer(door, lexicon, caller, world.clock, world.new_id)
    for words in ("a large latte", "check out", "sophia", "yes", "where is my order"):
        person.say(words)
    for turn, words in enumerate(("a latte", "large", "check out", NAME, "yes", WORDS)):
        body = {"turn": f"t{turn}", "heard": [{"words": words}], "typed": True}
        body |= {"after": [f"t{turn - 1}"]} if turn else {}
        served.send("counter/turn", body, Authorization=f"Bearer {KEY.text}")
    go_wrong(served)
    log = served.log.read_text(encoding="utf-8")
    assert not [canary for canary in CANARIES if canary in log]
    assert {one["level"] for one in served.lines()} >= {"WARNING", "ERROR"}


def go_wrong(served: Served) -> None:
    """Send what is refused at each door, and again while a table is not as it should be, so that nothing works."""
    bearer = {"Authorization": f"Bearer {KEY.text}"}
    wrong = {"Authorization": f"Bearer till.{TOKEN}"}
    user = {"user": {"userId": USER, "accessToken": TOKEN}, "apiAccessToken": TOKEN}
    application = {"application": {"applicationId": DEVELOPMENT_SKILL_ID}}
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    request = {"type": "LaunchRequest", "requestId": "r1", "timestamp": stamp, "locale": "en-US"}
    envelope = {
        "version": "1.0",
        "context": {"System": {**application, **user, "apiEndpoint": "https://elsewhere.example"}},
        "request": request,
        "session": {"new": True, "sessionId": "s", **application},
    }
    turn = {"turn": "t99", "heard": [{"words": WORDS}]}
    for broken in (False, True):
        if broken:
            rename(served, "owner", "owned")
        served.send("alexa", envelope | {"request": request | {"requestId": f"r{broken}"}})
        served.send("alexa", b'{"address": "%s"' % ADDRESS.encode())
        served.send("alexa", envelope | {"request": request | {"timestamp": "yesterday"}})
        served.send("counter/turn", turn, **bearer)
        served.send("counter/turn", turn | {"address": ADDRESS}, **bearer)
        served.send("counter/turn", turn, **wrong)
        json_type = {"Content-Type": "application/json", "Idempotency-Key": f"canary-{broken}"}
        served.send("api/v1/orders/100/move", {"status": NAME}, **bearer, **json_type)
        served.send(f"api/v1/customers/{USER}/erasure", {}, **bearer, **json_type)
        requests.get(f"{served.url}/api/v1/customers/alexa:{USER}", headers=bearer, timeout=20)
    rename(served, "owned", "owner")


def rename(served: Served, column: str, other: str) -> None:
    with served.store.begin() as session:
        session.execute(text(f"ALTER TABLE turn RENAME COLUMN {column} TO {other}"))


def test_a_line_has_the_id_that_the_proxy_gave_the_request(served: Served) -> None:
    answer = served.send("alexa", b"{}", **{"X-Request-ID": "0123abcd-proxy"})
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (400, "0123abcd-proxy")
    made = served.send("alexa", b"{}", **{"X-Request-ID": "no id, but\ttext"})
    assert len(made.headers["X-Request-ID"]) == 16
    about = [one for one in served.lines() if "refused" in one["message"]]
    assert [one["request"] for one in about] == ["0123abcd-proxy", made.headers["X-Request-ID"]]
    assert set(about[0]) == {"time", "level", "logger", "process", "message", "request"}
    assert datetime.fromisoformat(about[0]["time"]).utcoffset() is not None


def test_an_unforeseen_error_is_told_by_class_and_place() -> None:
    logs.REQUEST.set("")
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs._Json())
    log = logging.getLogger("countertalk.test")
    log.propagate = False
    log.addHandler(handler)
    try:
        raise LookupError(NAME) from ValueError(ADDRESS)
    except LookupError:
        log.exception("it failed")
    log.removeHandler(handler)
    told = json.loads(written.getvalue())
    assert "builtins.LookupError\nafter\nbuiltins.ValueError" in told["exception"]
    assert "test_an_unforeseen_error" in told["exception"]
    assert NAME not in written.getvalue().replace("LookupError(NAME)", "")
    assert "request" not in told
