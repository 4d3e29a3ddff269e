"""Webhooks between processes: a server, a notifier and a receiver, set up at the shell."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from app.signatures import signed
from app.web.process import running
from models import orders
from models.base import Store
from models.sealing import Seal
from tests.app.receiver import serving
from tests.app.telling import ANN, StandIn, now, ordered, stand_in
from tests.app.test_notify import until
from tests.app.test_webhooks import right
from tests.app.world import ROOT
from tests.app.world import command as run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs fork")


@dataclass(frozen=True)
class Town:
    """A shop and a receiver."""

    store: Store
    environ: dict[str, str]
    receiver: StandIn

    def webhooks(self, *words: str, command: str = "webhooks") -> str:
        """Do it at the shell, in this process; what is printed."""
        code, said, complaint = self._run(command, *words)
        assert code == 0, complaint
        return said

    def refused(self, *words: str, command: str = "webhooks") -> str:
        code, said, complaint = self._run(command, *words)
        assert code in (1, 2) and said == "" and complaint.count("\n") == 1, complaint
        return complaint

    def deliver(self) -> None:
        self.webhooks("--once", command="notify")

    def _run(self, *words: str) -> tuple[int, str, str]:
        done = run(*words, environ=self.environ)
        return done.returncode, done.stdout, done.stderr

    def order(self) -> int:
        """Let somebody order; the order's id."""
        number = ordered(self.store, ANN, now())
        with self.store.read() as session:
            return orders.numbered(session, number).id


@pytest.fixture
def town(demo_url: str, tmp_path: Path) -> Iterator[Town]:
    with Store.open(demo_url) as store, stand_in(serving, tmp_path / "log") as one:
        environ = {
            "DATABASE_URL": demo_url,
            "COUNTERTALK_WEBHOOK_KEY": Seal.new_key(),
            "COUNTERTALK_WEBHOOK_NETWORKS": "127.0.0.0/8",
            "NO_PROXY": "127.0.0.1",
            "PYTHONPATH": str(ROOT),
        }
        yield Town(store, environ, one)


@contextmanager
def notifier(town: Town) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "app", "notify"]
    environ = {**os.environ, **town.environ}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def test_an_order_goes_to_a_kitchen_and_its_steps_come_back(town: Town, tmp_path: Path) -> None:
    made = json.loads(town.webhooks("add", f"{town.receiver.origin}/hook", "--json"))
    town.webhooks("test", made["id"])
    source = ("add", "kitchen", "orders:write", "--json")
    secret = json.loads(town.webhooks(*source, command="sources"))["secret"]
    serve = ["app", "serve", "--bind", "127.0.0.1:0", "--workers", "1"]
    log = (tmp_path / "serve.log").open("wb")
    with log, running(serve, town.environ, log) as server, notifier(town) as process:
        order_id = town.order()
        until(lambda: len(town.receiver.notes()) == 2)
        message = {"type": "order.preparing", "timestamp": datetime.now(UTC).isoformat()}
        body = json.dumps(message | {"data": {"order": order_id}}).encode()
        headers = signed("m1", body, [secret], datetime.now(UTC))
        url = server.url.removesuffix("/alexa") + "/api/v1/webhooks/in/kitchen"
        headers["Content-Type"] = "application/json"
        answers = [requests.post(url, data=body, headers=headers, timeout=20) for _ in range(2)]
        assert [one.status_code for one in answers] == [200, 200]
        until(lambda: len(town.receiver.notes()) == 3)
        process.terminate()
        assert process.wait(timeout=20) == 0
    test, placed, preparing = town.receiver.notes()
    assert all(right(made["secret"], note) for note in (test, placed, preparing))
    assert json.loads(test["body"])["type"] == "webhook.test"
    step = json.loads(preparing["body"])
    assert (step["type"], step["data"]["who"]) == ("order.preparing", "kitchen")
    assert made["secret"].removeprefix("whsec_") not in (tmp_path / "serve.log").read_text()


def test_the_staff_keeps_webhooks_by_the_shell(town: Town, tmp_path: Path) -> None:
    assert "no webhooks" in town.webhooks("list")
    made = json.loads(town.webhooks("add", town.receiver.origin, "order.placed", "--json"))
    rotated = town.webhooks("rotate", made["id"], "--overlap", "1").split()[0]
    town.order()
    town.deliver()
    (note,) = town.receiver.notes()
    assert right(made["secret"], note) and right(rotated, note)
    listed = town.webhooks("list")
    assert "order.placed" in listed and "delivered 1" in listed and "whsec" not in listed
    town.environ["COUNTERTALK_WEBHOOK_NETWORKS"] = "10.0.0.0/8"
    town.order()
    town.deliver()
    assert "is not public" in town.webhooks("dead", made["id"])
    assert "did not take it" in town.refused("test", made["id"])
    town.environ["COUNTERTALK_WEBHOOK_NETWORKS"] = "127.0.0.0/8"
    assert town.webhooks("retry", made["id"]).startswith("1 dead letters")
    town.deliver()
    assert len(town.receiver.notes()) == 2
    town.webhooks("remove", made["id"])
    assert "there is no webhook" in town.refused("remove", made["id"])
    own = tmp_path / "secret"
    own.write_text(rotated + "\n")
    given = town.webhooks(
        "add", "till", "stock:write", "--secret-file", str(own), command="sources"
    )
    assert given.split()[0] == rotated
    assert town.webhooks("rotate", "till", command="sources").startswith("whsec_")
    assert "till" in town.webhooks("list", command="sources")
    town.webhooks("remove", "till", command="sources")
    assert "no source 'till'" in town.refused("remove", "till", command="sources")


def test_what_cannot_be_set_is_named_and_no_secret_is_said_again(town: Town) -> None:
    key = re.compile(r"[A-Za-z0-9_-]{43}=\n")
    assert key.fullmatch(town.webhooks("key"))
    assert "give https" in town.refused("add", "ftp://example.com/")
    assert "no type of event" in town.refused("add", "https://example.com/", "order.lost")
    for name, value, wanted in (
        ("COUNTERTALK_WEBHOOK_NETWORKS", "home", "10.0.0.0/8"),
        ("COUNTERTALK_WEBHOOK_KEY", "very-secret", "webhooks key"),
        ("COUNTERTALK_WEBHOOK_KEY", "", "webhooks need a key"),
    ):
        town.environ[name], before = value, town.environ[name]
        said = town.refused("add", "https://example.com/")
        assert wanted in said and (not value or "very-secret" not in said)
        town.environ[name] = before
