"""Webhooks to a receiver in a process of its own: signed, in order, tried again under the same id, given up, and guarded."""

import base64
import hashlib
import hmac
import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from standardwebhooks.webhooks import Webhook

from app.bootstrap import World
from app.guard import Guard, TargetRefused, is_public, read_networks
from app.hooks import Hooks
from app.notifier.webhooks import WAITS_S, Poster, WebhookNotifier, make_outward
from app.outward import Outward, OutwardFailed
from app.web.chain import SIGNER
from app.web.devcert_forge import forge
from models import events, news_queue, webhook_outbox, webhook_secrets, webhooks
from models.base import Store
from models.events import Kind
from models.sealing import Seal
from models.webhook_errors import SecretUnreadable, UnknownWebhook, WebhookUrlRefused
from models.webhook_tables import WebhookEndpoint, WebhookQueue
from tests.app import receiver
from tests.app.telling import StandIn, stand_in
from tests.app.world import ROOT
from tests.conftest import Clock

HERE = read_networks("127.0.0.0/8")
DAY = timedelta(days=1)


@dataclass
class Office:
    """A shop, a receiver and what tells it."""

    store: Store
    clock: Clock
    hooks: Hooks
    notifier: WebhookNotifier
    receiver: StandIn
    id: str = ""
    secret: str = ""

    def let(self, *kinds: Kind, path: str = "/") -> str:
        """Have the receiver told; the endpoint's id."""
        self.secret = webhook_secrets.make(self.hooks.random)
        url, self.id = self.receiver.origin + path, self.hooks.new_id()
        with self.store.begin() as session:
            wanted = webhooks.Wanted(self.id, url, kinds, "test")
            webhooks.add(session, wanted, self.secret, self.hooks.seal, self.clock.now, DAY)
        return self.id

    def happens(self, *numbers: int, kind: Kind = Kind.STOCK_COUNTED) -> None:
        for number in numbers:
            with self.store.begin() as session:
                events.write(session, self.clock.now, (kind, {"stock": number}))

    def work(self) -> None:
        """Deliver all that is due."""
        while self.notifier.step():
            pass

    def told(self) -> list[int]:
        """What the receiver took, in order."""
        return [
            json.loads(note["body"])["data"]["stock"]
            for note in self.receiver.notes()
            if note["answer"] in ("204", "endless")
        ]

    def endpoint(self) -> WebhookEndpoint:
        with self.store.read() as session:
            return webhooks.get(session, self.id)

    def counts(self) -> dict[str, int]:
        with self.store.read() as session:
            found = webhook_outbox.counts(session, self.id)
        return {name: many for name, many in found.items() if many}

    def errors(self) -> list[str | None]:
        """Of the dead letters, oldest first."""
        with self.store.read() as session:
            return [one.error for one in webhook_outbox.dead(session, self.id)][::-1]


Build = Callable[..., Office]


@pytest.fixture
def build(demo_store: Store, clock: Clock, tmp_path: Path) -> Iterator[Build]:
    hooks = Hooks(Guard(HERE), DAY * 30, Seal.read(Seal.new_key()))
    outward = replace(make_outward(hooks), read_s=0.3, whole_s=0.6)
    poster = Poster(hooks, lambda: clock.now, outward)
    notifier = WebhookNotifier(demo_store, poster, lambda: clock.now, lambda: 0.5, "notifier-1")
    with ExitStack() as stack:

        def built(*answers: str, tls: tuple[Path, Path] | None = None) -> Office:
            serving = partial(receiver.serving, tls=tls)
            started = stack.enter_context(stand_in(serving, tmp_path / "log", *answers))
            return Office(demo_store, clock, hooks, notifier, started)

        yield built


def right(secret: str, note: dict[str, Any]) -> bool:
    """Whether one of a message's signatures is right, by the specification's words and nobody's library."""
    headers = note["headers"]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{note['body']}".encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return f"v1,{wanted}" in headers["webhook-signature"].split(" ")


def test_what_happens_is_told_in_order_signed_and_once(build: Build) -> None:
    office = build()
    office.happens(0)
    office.let()
    office.happens(1, 2, 3)
    office.work()
    assert office.told() == [1, 2, 3], "what was before it was asked for is not told"
    notes = office.receiver.notes()
    assert all(right(office.secret, note) for note in notes)
    with office.store.read() as session:
        kept = [one.event_id for one in events.page(session, None, 10).events]
    assert [note["headers"]["webhook-id"] for note in notes] == kept[1:]
    document = json.loads(notes[0]["body"])
    assert document == {
        "type": "stock.counted",
        "timestamp": office.clock.now.isoformat(),
        "data": {"stock": 1},
    }
    assert int(notes[0]["headers"]["webhook-timestamp"]) == int(office.clock.now.timestamp())
    assert office.counts() == {"delivered": 3}


def test_the_specifications_own_library_takes_what_is_sent_now(build: Build) -> None:
    office = build()
    office.clock.now = World().clock()
    office.let()
    office.happens(1)
    office.work()
    (note,) = office.receiver.notes()
    assert Webhook(office.secret).verify(note["body"], note["headers"])["data"] == {"stock": 1}


def test_the_example_of_the_documentation_takes_what_is_sent_and_nothing_else(build: Build) -> None:
    text = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    scope: dict[str, Any] = {}
    exec(example, scope)
    office = build()
    office.clock.now = World().clock()
    office.let()
    office.happens(1)
    office.work()
    (note,) = office.receiver.notes()
    body, headers, secret = note["body"].encode(), note["headers"], office.secret
    assert scope["is_ours"](secret, headers, body)
    assert not scope["is_ours"](secret, headers, body + b" ")
    assert not scope["is_ours"](webhook_secrets.make(office.hooks.random), headers, body)
    old = headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) - 301)}
    assert not scope["is_ours"](secret, old, body)


def test_an_endpoint_is_told_only_what_it_asked_for(build: Build) -> None:
    office = build()
    office.let(Kind.ORDER_PAID, path="/paid")
    office.let(path="/all")
    office.happens(1)
    office.happens(2, kind=Kind.ORDER_PAID)
    office.work()
    notes = office.receiver.notes()
    assert [note["path"] for note in notes if "order.paid" in note["body"]] in (
        ["/paid", "/all"],
        ["/all", "/paid"],
    )
    assert [note["path"] for note in notes if "stock" in json.loads(note["body"])["type"]] == [
        "/all"
    ]


@pytest.mark.parametrize("answer", ["500", "404", "hang", "drop", "redirect", "drip"])
def test_what_failed_is_sent_again_under_its_id_and_keeps_back_what_is_behind_it(
    build: Build, answer: str
) -> None:
    office = build(answer)
    office.let()
    office.happens(1, 2)
    office.work()
    assert len(office.receiver.notes()) == 1
    office.clock.forward(WAITS_S[0])
    office.work()
    first, again, last = office.receiver.notes()
    assert first["headers"]["webhook-id"] == again["headers"]["webhook-id"]
    assert first["body"] == again["body"]
    assert again["headers"]["webhook-timestamp"] != first["headers"]["webhook-timestamp"]
    assert right(office.secret, again) and office.told() == [1, 2]
    assert "GET" not in [first["answer"], again["answer"], last["answer"]]
    assert office.endpoint().failing_since is None


def test_an_endless_answer_is_not_read_and_counts_by_its_status(build: Build) -> None:
    office = build("endless")
    office.let()
    office.happens(1, 2)
    office.work()
    assert office.told() == [1, 2]


def test_too_many_is_a_receivers_word_for_a_minute(build: Build) -> None:
    office = build("429")
    office.let()
    office.happens(1)
    office.work()
    office.clock.forward(59)
    office.work()
    assert office.told() == []
    office.clock.forward(1)
    office.work()
    assert office.told() == [1]


def test_what_fails_for_a_day_is_a_dead_letter_and_can_be_sent_again(build: Build) -> None:
    office = build(*["500"] * (len(WAITS_S) + 1))
    office.let()
    office.happens(1)
    for waited in (*WAITS_S, 0):
        office.work()
        office.clock.forward(waited)
    assert office.counts() == {"dead": 1, "repeated": len(WAITS_S)}
    assert office.errors() == ["it answered 500"]
    office.happens(2)
    office.work()
    assert office.told() == [2], "what was given up keeps nothing back"
    with office.store.begin() as session:
        assert webhook_outbox.retry(session, office.id, office.clock.now, DAY) == 1
    office.work()
    assert office.told() == [2, 1]
    ids = {note["headers"]["webhook-id"] for note in office.receiver.notes()}
    assert len(ids) == 2


def test_whoever_says_gone_is_told_nothing_more_until_it_is_enabled(build: Build) -> None:
    office = build("410")
    office.let()
    office.happens(1, 2)
    office.work()
    office.happens(3)
    office.work()
    assert len(office.receiver.notes()) == 1
    assert office.endpoint().disabled_why == "it answered 410: gone"
    assert office.counts() == {"dead": 2}
    with office.store.begin() as session:
        webhook_outbox.retry(session, office.id, office.clock.now, DAY)
    office.happens(4)
    office.work()
    assert office.told() == [1, 2, 4], "what happened while it was gone is in the feed"


def test_whoever_fails_for_days_is_disabled(build: Build) -> None:
    office = build(*["500"] * 20)
    office.let()
    for day in range(4):
        office.happens(day)
        office.work()
        office.clock.forward(DAY.total_seconds())
    office.work()
    disabled = office.endpoint()
    assert disabled.disabled_at and (disabled.disabled_why or "").startswith("failing since 2026")
    assert "waiting" not in office.counts()


def test_old_events_are_not_sent_and_go_with_the_feed(build: Build) -> None:
    office = build("500")
    office.let()
    office.happens(1)
    office.work()
    office.clock.forward(4 * DAY.total_seconds())
    office.work()
    assert office.counts() == {"expired": 1}
    with office.store.begin() as session:
        events.place(session, office.clock.now, DAY)
    assert office.counts() == {}


def test_during_an_overlap_both_secrets_sign_and_then_the_new_one_alone(build: Build) -> None:
    office = build()
    office.let()
    old, new = office.secret, webhook_secrets.make(office.hooks.random)
    with office.store.begin() as session:
        holder, hour = webhooks.holder(office.id), timedelta(hours=1)
        webhook_secrets.keep(session, holder, new, office.hooks.seal, office.clock.now, hour)
    office.happens(1)
    office.work()
    office.clock.forward(3600)
    office.happens(2)
    office.work()
    first, second = office.receiver.notes()
    assert right(old, first) and right(new, first)
    assert right(new, second) and not right(old, second)


def test_no_secret_is_in_the_store_or_the_log(
    build: Build, caplog: pytest.LogCaptureFixture
) -> None:
    office = build("500")
    office.let()
    office.happens(1)
    office.work()
    with office.store.read() as session:
        kept = webhook_secrets.sealed(session, webhooks.holder(office.id), office.clock.now)
    raw = office.secret.removeprefix("whsec_")
    assert kept and not any(raw in one for one in kept)
    assert raw not in caplog.text and "event evt_" in caplog.text
    assert office.hooks.seal.open(kept[0]) == office.secret
    with pytest.raises(SecretUnreadable):
        Seal.read(Seal.new_key()).open(kept[0])


def test_keys_of_the_seal_are_exchanged() -> None:
    old, new = Seal.new_key(), Seal.new_key()
    sealed = Seal.read(old).close("a secret")
    assert Seal.read(f"{new},{old}").open(sealed) == "a secret"
    with pytest.raises(ValueError, match="32 bytes"):
        Seal.read("short")


def test_what_was_being_sent_when_the_notifier_died_is_sent_again_and_counted(build: Build) -> None:
    office = build()
    office.let()
    office.happens(1)
    with office.store.begin() as session:
        webhooks.spread(session, office.clock.now, DAY)
        assert news_queue.claim(session, "dead", office.clock.now, WebhookQueue) == office.id
        before = webhook_outbox.next_due(session, office.id, "dead", office.clock.now)
    office.work()
    assert office.told() == []
    office.clock.forward(news_queue.LEASE.total_seconds())
    office.work()
    (note,) = office.receiver.notes()
    assert before and note["headers"]["webhook-id"] == before.event_id
    assert office.counts() == {"delivered": 1, "repeated": 1}


def test_an_endpoint_that_was_removed_is_forgotten(build: Build) -> None:
    office = build("500")
    office.let()
    office.happens(1)
    office.work()
    with office.store.begin() as session:
        webhooks.remove(session, office.id)
    office.clock.forward(3600)
    office.work()
    assert len(office.receiver.notes()) == 1
    with office.store.begin() as session, pytest.raises(UnknownWebhook):
        webhooks.remove(session, office.id)


def test_one_slow_endpoint_does_not_keep_all_others_back(build: Build) -> None:
    office = build()
    slow = office.let(path="/slow")
    office.happens(*range(20))
    office.notifier = replace(office.notifier, clock=office.clock)
    office.notifier.step()
    quick = office.let(path="/quick")
    office.happens(20)
    office.work()
    paths = [note["path"] for note in office.receiver.notes()]
    assert paths.index("/quick") < 20 and slow != quick


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/",
        "https://100.64.0.1/",
        "https://[fd00::1]/",
        "https://[2002:7f00:1::]/",
        "https://0.0.0.0/",
        "https://user:password@example.com/",
        "https://example.com/#fragment",
        "https://example.com\\@127.0.0.1/",
        "https:///path",
        "https://example.com:port/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "https://exam ple.com/",
        "https://example.com/" + "x" * 500,
        "https://ex\u00e4mple.com/",
    ],
)
def test_what_could_never_be_sent_to_is_refused_when_it_is_asked_for(url: str) -> None:
    with pytest.raises(WebhookUrlRefused):
        Guard().check_url(url)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("224.0.1.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("192.168.1.1", False),
        ("64:ff9b::7f00:1", False),
        ("::7f00:1", False),
        ("fe80::1", False),
        ("ff02::1", False),
        ("2001:0:7f00:1::", False),
    ],
)
def test_public_is_only_what_leads_to_one_receiver_on_the_internet(
    address: str, public: bool
) -> None:
    assert is_public(ip_address(address)) is public


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["169.254.169.254"]]
)
@pytest.mark.parametrize("first", [[], ["93.184.216.34"]])
def test_a_name_that_leads_to_a_private_address_is_refused_though_another_is_public(
    found: list[str], first: list[str]
) -> None:
    guard = Guard(look_up=lambda _host, _port: [*first, *found])
    outward = Outward(session=guard.session, wants_body=False)
    with pytest.raises(TargetRefused):
        outward.ask("POST", "https://shop.example/", data=b"{}")


def test_a_name_of_this_machine_is_refused_by_the_systems_own_look_up(build: Build) -> None:
    office = build()
    outward = Outward(session=Guard().session)
    with pytest.raises(TargetRefused):
        outward.ask("POST", f"https://localhost:{office.receiver.port}/", data=b"{}")
    with pytest.raises(OutwardFailed):
        outward.ask("POST", "https://no-such-name.invalid/", data=b"{}")
    assert office.receiver.notes() == []


def test_a_name_is_looked_up_once_and_the_checked_address_is_where_it_goes(build: Build) -> None:
    """A name that leads elsewhere at the second look gains nothing: there is none."""
    office, looks = build(), []

    def look_up(host: str, _port: int) -> list[str]:
        looks.append(host)
        return ["127.0.0.1"] if len(looks) == 1 else ["169.254.169.254"]

    guard = Guard(HERE, look_up=look_up)
    outward = Outward(session=guard.session, wants_body=False)
    url = f"http://rebinding.example:{office.receiver.port}/hook"
    assert outward.ask("POST", url, data=b"{}").status == 204
    assert looks == ["rebinding.example"]
    (note,) = office.receiver.notes()
    assert note["headers"]["host"] == f"rebinding.example:{office.receiver.port}"


def test_an_address_that_is_refused_is_a_dead_letter_that_says_so(build: Build) -> None:
    office = build()
    office.let()
    strict = replace(office.hooks, guard=Guard(read_networks("10.0.0.0/8")))
    poster = Poster(strict, lambda: office.clock.now, make_outward(strict))
    office.happens(1)
    replace(office.notifier, poster=poster).step()
    (error,) = office.errors()
    assert error and "127.0.0.1 is not public" in error
    assert office.receiver.notes() == []


def test_a_receiver_that_drips_holds_nothing_for_long(build: Build) -> None:
    office = build(*["drip"] * 4)
    guard = Guard(HERE, lasts_s=0.5)
    outward = Outward(whole_s=0.1, session=guard.session, wants_body=False)
    for _ in range(4):
        with pytest.raises(OutwardFailed, match="TimeoutError"):
            outward.ask("POST", office.receiver.origin, data=b"{}")
    assert all(outward.slots.acquire(timeout=3) for _ in range(4)), "all are free again"


def test_no_proxy_or_login_of_the_environment_is_used(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = build()
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        office.let()
        office.happens(1)
        office.work()
    assert office.told() == [1]


def test_certificates_are_checked_for_the_name_and_the_checked_address_is_used(
    build: Build, tmp_path: Path
) -> None:
    made = forge(World().clock())
    certificate, key, root = (tmp_path / name for name in ("leaf.pem", "key.pem", "root.pem"))
    certificate.write_bytes(made.leaf.public_bytes(Encoding.PEM))
    private = made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key.write_bytes(private)
    root.write_bytes(made.root.public_bytes(Encoding.PEM))
    office = build(tls=(certificate, key))

    def status(name: str, authorities: Path | None) -> int:
        guard = Guard(HERE, authorities, lambda _host, _port: ["127.0.0.1"])
        outward = Outward(session=guard.session, wants_body=False)
        url = f"https://{name}:{office.receiver.port}/"
        return outward.ask("POST", url, data=b"{}").status

    assert status(SIGNER, root) == 204
    for name, authorities in ((SIGNER, None), ("other.example", root)):
        with pytest.raises(OutwardFailed, match="SSLError"):
            status(name, authorities)
