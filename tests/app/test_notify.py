"""The notifier as a process: killed, stopped, two at work; against stand-ins of Amazon and of a mail server."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import update

from models import outbox, proofs
from models.base import Store
from models.channels import Channel
from models.fulfilment import Fulfilment
from models.news import News
from models.news_queue import NewsQueue
from tests.app import amazon as amazons
from tests.app import mailbox
from tests.app.telling import (
    ANN,
    BOB,
    ON_THE_WAY,
    PREPARING,
    READY,
    StandIn,
    agreed,
    moved,
    now,
    ordered,
    stand_in,
)
from tests.app.world import ROOT, command


@dataclass(frozen=True)
class Town:
    """A shop, its customers' mail server and Amazon."""

    store: Store
    environ: dict[str, str]
    mail: StandIn
    amazon: StandIn

    def delivered(self) -> int:
        with self.store.read() as session:
            return outbox.counts(session)["delivered"]


Build = Callable[..., Town]


@pytest.fixture
def build(demo_url: str, tmp_path: Path) -> Iterator[Build]:
    with Store.open(demo_url) as store, ExitStack() as stack:

        def built(*answers: str) -> Town:
            mail = stack.enter_context(stand_in(mailbox.serving, tmp_path / "mail.log"))
            amazon = stack.enter_context(
                stand_in(amazons.serving, tmp_path / "amazon.log", *answers)
            )
            gateways = tmp_path / "gateways.yaml"
            gateways.write_text(
                f"mail: 'mailto://127.0.0.1:{mail.port}?from=shop@example.com&to={{to}}'\n"
            )
            environ = {
                "DATABASE_URL": demo_url,
                "ALEXA_CLIENT_ID": "amzn1.application-oa2-client.test",
                "ALEXA_CLIENT_SECRET": "secret",
                "ALEXA_EVENTS": amazon.origin,
                "COUNTERTALK_GATEWAYS": str(gateways),
                "COUNTERTALK_QUIET": "00:00-00:00",
                "PYTHONPATH": str(ROOT),
            }
            return Town(store, environ, mail, amazon)

        yield built


@contextmanager
def notifier(town: Town) -> Iterator["subprocess.Popen[str]"]:
    """Run `notify`; it is killed at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "notify"],
        env={**os.environ, **town.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "notifier: alexa, mail\n"
            yield process
        finally:
            process.kill()


def until(done: Callable[[], bool]) -> None:
    """Wait for it, half a minute at most."""
    patience = Event()
    for _ in range(300):
        if done():
            return
        patience.wait(0.1)
    raise AssertionError("it did not come to pass")


def test_a_message_and_an_event_reach_who_agreed_and_nobody_else(build: Build) -> None:
    town = build()
    agreed(town.store, ANN, Channel.MAIL, Channel.ALEXA, now=now())
    numbers = [ordered(town.store, who, now(), Fulfilment.DELIVERY) for who in (ANN, BOB)]
    with notifier(town) as process:
        for number in numbers:
            moved(town.store, number, now(), PREPARING)
        until(lambda: town.delivered() == 1)
        for number in numbers:
            moved(town.store, number, now(), READY, ON_THE_WAY)
        until(lambda: town.delivered() == 3)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    assert [note["to"] for note in town.mail.notes()] == [["ann@example.com"]]
    events = [note["body"]["event"]["payload"]["state"]["status"] for note in town.amazon.notes()]
    assert events == ["ORDER_PREPARING", "ORDER_OUT_FOR_DELIVERY"]
    assert {note["status"] for note in town.amazon.notes()} == {"202"}


def test_killed_while_it_sent_the_next_one_sends_it_again_and_alexa_is_heard_once(
    build: Build,
) -> None:
    town = build("hang")
    agreed(town.store, ANN, Channel.ALEXA, now=now())
    moved(town.store, ordered(town.store, ANN, now()), now(), PREPARING)
    with notifier(town):
        until(lambda: len(town.amazon.notes()) == 1)
    with town.store.begin() as session:  # its lease ends
        session.execute(update(NewsQueue).values(claimed_until=now() - timedelta(seconds=1)))
    with notifier(town):
        until(lambda: town.delivered() == 1)
    first, second = town.amazon.notes()
    assert (first["status"], second["status"]) == ("hang", "409")
    assert first["body"]["referenceId"] == second["body"]["referenceId"]
    with town.store.read() as session:
        assert outbox.counts(session)["repeated"] == 1


def test_two_notifiers_tell_each_customer_once(build: Build) -> None:
    town = build()
    for owner in (ANN, BOB):
        agreed(town.store, owner, Channel.MAIL, now=now())
        for _ in range(4):
            moved(town.store, ordered(town.store, owner, now()), now(), PREPARING, READY)
    with notifier(town), notifier(town):
        until(lambda: town.delivered() == 8)
    subjects = [(note["to"][0], note["subject"]) for note in town.mail.notes()]
    assert len(subjects) == len(set(subjects)) == 8
    for who in ("ann@example.com", "bob@example.com"):
        ours = [subject for to, subject in subjects if to == who]
        assert ours == sorted(ours)


def shell(town: Town, *words: str) -> tuple[int, str]:
    """Run a command in a town: its exit code and what it says."""
    done = command(*words, environ=town.environ)
    return done.returncode, done.stderr if done.returncode else done.stdout


def test_the_staff_sees_dead_letters_and_sends_them_again(build: Build) -> None:
    town = build("400")
    agreed(town.store, ANN, Channel.ALEXA, now=now())
    moved(town.store, ordered(town.store, ANN, now()), now(), PREPARING)
    assert shell(town, "notify", "--once")[0] == 0
    _, shown = shell(town, "news", "list")
    assert "dead 1" in shown and "Alexa answered 400" in shown
    (dead,) = json.loads(shell(town, "news", "list", "--json")[1])["dead"]
    assert shell(town, "news", "retry", str(dead["id"]))[0] == 0
    assert shell(town, "notify", "--once")[0] == 0
    assert "no dead letters" in shell(town, "news", "list")[1]
    assert town.delivered() == 1
    refused = shell(town, "news", "retry", str(dead["id"]))
    assert refused == (1, f"error: no dead letter has the id {dead['id']}\n")


def test_news_are_not_told_late_after_an_hour_without_a_notifier(build: Build) -> None:
    town = build()
    agreed(town.store, ANN, Channel.MAIL, now=now())
    moved(town.store, ordered(town.store, ANN, now()), now(), PREPARING, READY)
    with town.store.begin() as session:
        session.execute(update(News).values(expires_at=News.created_at))
    assert shell(town, "notify", "--once")[0] == 0
    assert town.mail.notes() == []


def test_the_staff_keeps_the_ledger_by_the_shell(build: Build) -> None:
    town = build()

    def consents(*words: str) -> str:
        return shell(town, "consents", *words)[1]

    assert consents("show", ANN) == "no consents\naddresses on file: none\n"
    assert "is no address for mail" in consents("contact", ANN, "mail", "ann")
    assert "mail (not proven)\n" in consents("contact", ANN, "mail", "ann@example.com")
    assert shell(town, "notify", "--once")[0] == 0
    (note,) = town.mail.notes()
    (code,) = re.findall(r"\b[0-9]{6}\b", note["text"])
    for left, wrong in ((4, "000000"), (3, ""), (2, "\udcff"), (1, f" {code}")):
        refused = consents("prove", ANN, "mail", wrong)
        assert refused == f"error: this is not the code that was sent; tries left: {left}\n"
    assert "on file: mail\n" in consents("prove", ANN, "mail", code)
    assert "no code was sent" in consents("prove", ANN, "mail", code)
    assert "sms (not proven)\n" in consents("contact", ANN, "sms", "+12025550123")
    assert "telegram\n" in consents("contact", ANN, "telegram", "12345", "--proven")
    with town.store.read() as session:
        assert proofs.find(session, ANN), "that of another channel is waited for still"
    shown = consents("contact", ANN, "sms", "+12025550123", "--proven")
    assert "on file: mail, sms, telegram\n" in shown
    with town.store.read() as session:
        assert proofs.find(session, ANN) is None
    given = consents("give", ANN, "mail", "--words", "May we write to you?")
    assert "stands: May we write to you?" in given
    assert "Europe/Berlin" in consents("quiet", ANN, "Berlin", "22:00", "07:00")
    consents("quiet", ANN, "Europe/Berlin", "22:00", "07:00")
    assert "(desk): May we write to you?" in consents("withdraw", ANN, "--by", "desk")


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("ALEXA_EVENTS", "mars", "na, eu or fe"),
        ("COUNTERTALK_TIME_ZONE", "Mars/Olympus", "Europe/Berlin"),
        ("COUNTERTALK_QUIET", "at night", "22:00-07:00"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    build: Build, name: str, value: str, wanted: str
) -> None:
    town = build()
    town.environ[name] = value
    code, said = shell(town, "notify", "--once")
    assert code == 2
    assert name in said and wanted in said
