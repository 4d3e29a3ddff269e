"""PostgreSQL crashes and is started again under a server and a notifier: counters and customers are told as before."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from uuid import uuid4

import psutil
import pytest
import requests

from app.bench import postgresql
from app.bench.postgresql import NoPostgresql, Server
from app.bootstrap import open_store
from app.counter.announcer import Announcer
from app.counter.far import FarShop
from app.counter.far_address import Address
from app.web.process import serving
from models import devices, outbox
from models.base import Store
from models.channels import Channel
from models.devices import Key
from models.visits import DOOR, visit
from skills.language.forms import forms
from skills.wording import Wording
from tests.app import mailbox
from tests.app.telling import ANN, PREPARING, READY, StandIn, agreed, moved, now, ordered, stand_in
from tests.app.world import ROOT

VISITOR = f"{DOOR}:{visit('till', 'turn')}"


@dataclass(frozen=True)
class Town:
    """A shop on a PostgreSQL of its own, its server and its notifier, a far counter, and a customer's mail server."""

    database: Server
    store: Store
    door: str
    """URL of the server"""
    counter: Announcer
    mail: StandIn

    def crash(self) -> None:
        """What `pg_ctl stop -m immediate` does: nobody is waited for, and no connection lives on."""
        pid = self.database.pid
        assert pid
        os.kill(pid, signal.SIGQUIT)
        until(lambda: self.database.pid is None)

    def serves(self) -> bool:
        """Whether the server answers, and has its store."""
        try:
            return requests.get(f"{self.door}/ready", timeout=5).ok
        except requests.ConnectionError:
            return False

    def delivered(self) -> int:
        """How much was sent and noted as such."""
        with self.store.read() as session:
            return outbox.counts(session)["delivered"]

    def ready(self, owner: str) -> str:
        """A customer's order gets ready; what a counter says then."""
        number = ordered(self.store, owner, now())
        moved(self.store, number, now(), PREPARING, READY)
        return f"Order {forms('en').digits(number)} is ready to pick up."


def until(done: Callable[[], object]) -> None:
    """Wait for it, a minute and a half at most: a claim of before is over after one."""
    patience = Event()
    for _ in range(900):
        if done():
            return
        patience.wait(0.1)
    raise AssertionError("it did not come to pass")


@contextmanager
def notifier(environ: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "app", "notify"]
    whole = {**os.environ, **environ}
    with subprocess.Popen(command, env=whole, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "notifier: mail\n"
            yield process
        finally:
            process.kill()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with ExitStack() as stack:
        try:
            database = stack.enter_context(postgresql.running(["fsync=off"]))
        except NoPostgresql as why:
            pytest.skip(str(why))
        url = database.url(database.make())
        store = stack.enter_context(open_store(url))
        with store.begin() as session:
            devices.add(session, "till", Key("till", "secret"), now())
        mail = stack.enter_context(stand_in(mailbox.serving, tmp_path / "mail.log"))
        gateways = tmp_path / "gateways.yaml"
        gateways.write_text(
            f"mail: 'mailto://127.0.0.1:{mail.port}?from=a@example.com&to={{to}}'\n"
        )
        environ = {
            "DATABASE_URL": url,
            "COUNTERTALK_GATEWAYS": str(gateways),
            "COUNTERTALK_QUIET": "00:00-00:00",
            "PYTHONPATH": str(ROOT),
            "NO_PROXY": "127.0.0.1",
        }
        door = stack.enter_context(serving(environ)).removesuffix("/alexa")
        stack.enter_context(notifier(environ))
        key = Address.checked(door, "till.secret")
        till = stack.enter_context(FarShop(key, Wording.load("en-US"), 5))
        counter = stack.enter_context(Announcer(till, now, lambda: uuid4().hex))
        yield Town(database, store, door, counter, mail)


def told_of_ready_orders(town: Town, mails: int) -> None:
    """One at the counter, one by mail, which is the customer's so manieth."""
    said, heard = town.ready(VISITOR), list[str]()
    town.ready(ANN)

    def hears() -> bool:
        heard.extend(filter(None, [town.counter.due()]))
        return bool(heard)

    until(hears)
    assert heard == [said]
    until(lambda: town.delivered() == mails)
    assert len(town.mail.notes()) == mails


def test_who_is_told_is_told_after_a_crash_of_the_database_too(town: Town) -> None:
    agreed(town.store, VISITOR, Channel.COUNTER, now=now())
    agreed(town.store, ANN, Channel.MAIL, now=now())
    told_of_ready_orders(town, 1)
    town.crash()
    town.database.begin()
    told_of_ready_orders(town, 2)


def test_a_worker_that_is_started_while_the_database_is_away_waits_for_it(town: Town) -> None:
    (server,) = (one for one in psutil.Process().children() if "serve" in one.cmdline())
    before = server.children()
    town.crash()
    for worker in before:
        worker.kill()
    until(lambda: set(server.children()) - set(before))
    Event().wait(3.0)  # it has tried
    town.database.begin()
    until(town.serves)
    assert server.status() != psutil.STATUS_ZOMBIE
    town.crash()
    for worker in (waiting := server.children()):
        worker.kill()
    until(lambda: set(server.children()) - set(waiting))
    Event().wait(3.0)
    server.terminate()
    assert server.wait(30) == 0, "it waits for nothing when it is told to end"
