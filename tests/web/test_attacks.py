"""Every attack is answered alike and reaches nothing; what Alexa sends passes."""

from datetime import timedelta

import pytest

from app.outward import Outward
from app.web.chain_fetch import Fetcher
from app.web.errors import Refused
from tests.web.attacks import ATTACKS, SECOND, Attack
from tests.web.forging import NOW, URL
from tests.web.host import FOLDER, Host
from tests.web.world import SKILL, Sending, World, envelope, signed


def test_the_table_is_long_and_names_are_unique() -> None:
    names = [attack.name for attack in ATTACKS]
    assert len(names) >= 30
    assert len(set(names)) == len(names)


def test_every_kind_of_refusal_is_met() -> None:
    assert {attack.refusal for attack in ATTACKS} == set(Refused.__subclasses__())


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_refused_and_reaches_nothing(
    attack: Attack, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    sending = attack.send(world)
    caplog.clear()
    answer = world.post(sending)
    assert (answer.status_code, answer.json) == (400, {"error": "bad request"})
    assert world.reached == []
    assert [record.name for record in caplog.records] == ["countertalk.web"]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_refused_for_the_right_reason(attack: Attack, world: World) -> None:
    sending = attack.send(world)
    with pytest.raises(Refused) as caught:
        world.verifier.verify(sending.headers, sending.body)
    assert type(caught.value) is attack.refusal
    assert caught.value.reason.isascii()
    assert caught.value.reason.isprintable()


GOOD: dict[str, Sending] = {
    "intent": signed(envelope()),
    "launch": signed(envelope("LaunchRequest")),
    "150 s old": signed(envelope(at=NOW - 150 * SECOND)),
    "150 s ahead": signed(envelope(at=NOW + 150 * SECOND)),
    "event of 50 minutes ago": signed(
        envelope("AlexaSkillEvent.SkillDisabled", NOW - timedelta(minutes=50))
    ),
    "subscription changed 50 minutes ago": signed(
        envelope("AlexaSkillEvent.ProactiveSubscriptionChanged", NOW - timedelta(minutes=50))
    ),
    "notifications changed an hour ago": signed(
        envelope("AlexaSkillEvent.NotificationSubscriptionChanged", NOW - timedelta(hours=1))
    ),
    "no session": signed({**envelope(), "session": None}),
    "other form of the URL": signed(
        envelope(), "https://S3.amazonaws.com:443/echo.api/../echo.api/echo-api-cert-12.pem"
    ),
    "identity": signed(envelope()).with_header("Content-Encoding", "Identity"),
    "old signature beside the new": signed(envelope()).with_header("Signature", "QUJD"),
    "beyond ASCII": signed(
        f'{{"request":{{"type":"LaunchRequest","requestId":"ü",'
        f'"timestamp":"2026-03-01T12:00:00.123+00:00"}},'
        f'"context":{{"System":{{"application":{{"applicationId":"{SKILL}"}}}}}},"é":"☕"}}'.encode()
    ),
}


@pytest.mark.parametrize("sending", GOOD.values(), ids=GOOD.keys())
def test_what_alexa_sends_passes(sending: Sending, world: World) -> None:
    answer = world.post(sending)
    assert answer.status_code == 200
    assert answer.json == {"version": "1.0", "response": {"shouldEndSession": True}}
    assert len(world.reached) == 1


def test_the_certificate_is_fetched_once(world: World) -> None:
    for _ in range(5):
        assert world.post(signed(envelope())).status_code == 200
    assert world.fetched == [URL]


HOSTS = ["silent", "slow_headers", "slow_body", "endless", "large", "short"]
HOSTS += ["redirect", "garbage", "nothing", "404", "500", "204"]


@pytest.mark.parametrize("name", HOSTS)
def test_a_certificate_host_that_misbehaves_opens_nothing(
    host: Host, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    world = World(fetcher=Fetcher(host.origin, Outward(whole_s=0.2)))
    answer = world.post(signed(envelope(), host.url(name)))
    assert (answer.status_code, answer.json) == (400, {"error": "bad request"})
    assert world.reached == []
    assert [record.name for record in caplog.records] == ["countertalk.web"]
    assert host.asked == [FOLDER + name]


def test_a_certificate_host_that_behaves_is_asked_once(host: Host) -> None:
    world = World(fetcher=Fetcher(host.origin))
    for _ in range(3):
        assert world.post(signed(envelope(), host.url("chain"))).status_code == 200
    assert host.asked == [FOLDER + "chain"]


def test_cheap_refusals_fetch_nothing(world: World) -> None:
    sending = signed(envelope())
    world.post(sending.with_header("Signature-256", "!!!"))
    world.post(sending.with_header("Content-Encoding", "gzip"))
    world.post(Sending(b" " * 200_000, sending.headers))
    assert world.fetched == []


def test_a_refusal_after_the_signature_names_the_request(world: World) -> None:
    sending = signed(envelope(at=NOW - timedelta(hours=1)))
    with pytest.raises(Refused) as caught:
        world.verifier.verify(sending.headers, sending.body)
    assert caught.value.request_id == "'amzn1.echo-api.request.1'"


def test_a_refusal_before_the_signature_names_none(world: World) -> None:
    with pytest.raises(Refused) as caught:
        world.verifier.verify([], signed(envelope()).body)
    assert caught.value.request_id == "-"
