"""Alexa's own service: the token goes to listed hosts only, and a service that misbehaves hurts nothing."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import BoundedSemaphore, Thread
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import RequestEnvelope
from ask_sdk_model.services.directive import SendDirectiveRequest
from ask_sdk_model.services.reminder_management import (
    AlertInfo,
    PushNotification,
    PushNotificationStatus,
    ReminderRequest,
    SpokenInfo,
    SpokenText,
    Trigger,
    TriggerType,
)

from app.alexa_api import ORIGINS, AlexaApi
from app.outward import Outward
from skills.turn import ReminderRefused
from tests.web.host import Host
from tests.web.world import envelope

TOKEN = "token-SECRET"
LISTED = sorted(ORIGINS)
UNLISTED = [
    "http://api.amazonalexa.com",
    "https://evil.example",
    "https://api.amazonalexa.com.evil",
    "https://api.amazonalexa.com.evil.example",
    "https://evil.example/api.amazonalexa.com",
    "https://evil.example?https://api.amazonalexa.com",
    "https://evilapi.amazonalexa.com",
    "https://amazonalexa.com",
    "https://api.us.amazonalexa.com",
    "https://user@api.amazonalexa.com",
    "https://api.amazonalexa.com@evil.example",
    "https://api.amazonalexa.com:443@evil.example",
    "https://api.amazonalexa.com:8443",
    "https://api.amazonalexa.com:80",
    "https://api.amazonalexa.com:443:443",
    "https://api.amazonalexa.com:0443",
    "https://api.amazonalexa.com:",
    "https://api.amazonalexa.com.",
    "https://API.AMAZONALEXA.COM",
    "HTTPS://api.amazonalexa.com",
    "https://api.amazonalexa.com/v1",
    "https://api.amazonalexa.com//",
    "https://api.amazonalexa.com/..",
    "https://api.amazonalexa.com#@evil.example",
    "https://api.amazonalexa.com\\@evil.example",
    "https://api.amazonalexa.com%2eevil.example",
    " https://api.amazonalexa.com",
    "https://api.amazonalexa.com\n",
    "https://api.amazon\nalexa.com",
    "https://api.amazonalex\u0430.com",
    "//api.amazonalexa.com",
    "api.amazonalexa.com",
    "file:///etc/passwd",
    "\n",
]
MISBEHAVING = ["401", "403", "404", "429", "500", "503", "redirect", "large", "endless", "garbage"]
MISBEHAVING += ["nothing", "short", "silent", "slow_headers", "slow_body"]


def read(endpoint: object, token: object = TOKEN) -> RequestEnvelope:
    document = envelope()
    document["context"]["System"] |= {"apiEndpoint": endpoint, "apiAccessToken": token}
    made: RequestEnvelope = DefaultSerializer().deserialize(json.dumps(document), RequestEnvelope)
    return made


def read_as(body: Any, kind: type) -> Any:
    """Read by the SDK's model, and written again without loss."""
    made = DefaultSerializer().deserialize(json.dumps(body), kind)
    again = DefaultSerializer().serialize(made)
    assert str(again).count("None") == 0
    return made


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Host() as started:
        yield started


def service(host: Host, outward: Outward | None = None) -> AlexaApi:
    found = AlexaApi.of(read(host.origin), frozenset({host.origin}))
    assert found
    within = outward or Outward(whole_s=0.2, limit=16 * 1024)
    return replace(found, outward=within, device="amzn1.ask.device.1")


@pytest.mark.parametrize("end", ["", "/", ":443", ":443/"])
@pytest.mark.parametrize("origin", LISTED)
def test_amazons_own_hosts_are_spoken_to(origin: str, end: str) -> None:
    found = AlexaApi.of(read(origin + end))
    assert found
    assert found.origin == origin


@pytest.mark.parametrize("endpoint", UNLISTED, ids=ascii)
def test_no_other_host_gets_the_token(endpoint: str, caplog: pytest.LogCaptureFixture) -> None:
    assert AlexaApi.of(read(endpoint)) is None
    assert "SECRET" not in caplog.text
    assert "\n" not in caplog.messages[0]


@pytest.mark.parametrize(
    ("endpoint", "token"), [(None, TOKEN), ("", TOKEN), (LISTED[0], None), (LISTED[0], "")]
)
def test_a_request_that_names_no_service_has_none(
    endpoint: object, token: object, caplog: pytest.LogCaptureFixture
) -> None:
    assert AlexaApi.of(read(endpoint, token)) is None
    assert not caplog.records


def test_one_moment_is_said_as_amazon_wants_it(host: Host) -> None:
    service(host).progress("request-1", "One moment, please.")
    (posted,) = host.posted
    assert (posted.path, posted.token) == ("/v1/directives", f"Bearer {TOKEN}")
    said = read_as(posted.body, SendDirectiveRequest)
    assert said.header.request_id == "request-1"
    assert said.directive.object_type == "VoicePlayer.Speak"
    assert said.directive.speech == "One moment, please."


def test_a_reminder_is_set_as_amazon_wants_it(host: Host) -> None:
    host.says = "reminder"
    assert service(host).remind(600, "Order 123 should be ready.", "en-GB") == "alert-1"
    (posted,) = host.posted
    assert (posted.path, posted.token) == ("/v1/alerts/reminders", f"Bearer {TOKEN}")
    assert posted.body["requestTime"] == "2026-03-01T12:00:00.000"
    text = SpokenText("en-GB", text="Order 123 should be ready.")
    model = ReminderRequest(  # the SDK can write one, but not read it
        trigger=Trigger(TriggerType.SCHEDULED_RELATIVE, offset_in_seconds=600),
        alert_info=AlertInfo(SpokenInfo([text])),
        push_notification=PushNotification(PushNotificationStatus.ENABLED),
    )
    del posted.body["requestTime"]
    assert posted.body == DefaultSerializer().serialize(model)


@pytest.mark.parametrize("says", MISBEHAVING)
def test_one_moment_that_fails_costs_a_line_in_the_log(
    host: Host, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    host.says = says
    service(host).progress("request-1", "One moment, please.")
    assert len(host.posted) == 1
    assert host.asked == [], "a redirect is not followed"
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "SECRET" not in caplog.text


@pytest.mark.parametrize("says", MISBEHAVING)
def test_a_reminder_that_fails_says_why(
    host: Host, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    host.says = says
    with pytest.raises(ReminderRefused) as refused:
        service(host).remind(600, "Ready.", "en-US")
    expected = int(says) if says.isdigit() else {"redirect": 302}.get(says, 504)
    assert refused.value.status == expected
    assert refused.value.forbidden is (says in ("401", "403"))
    assert len(host.posted) == 1
    assert host.asked == []
    assert "SECRET" not in caplog.text + str(refused.value)


def test_the_time_zone_is_asked_for_as_amazon_wants_it(host: Host) -> None:
    host.says = "zone"
    assert service(host).time_zone() == "Asia/Seoul"
    (asked,) = host.posted
    assert asked.path == "/v2/devices/amzn1.ask.device.1/settings/System.timeZone"
    assert asked.token == f"Bearer {TOKEN}"


@pytest.mark.parametrize("says", [*MISBEHAVING, "good", "204", "reminder"])
def test_without_a_time_zone_there_is_a_line_in_the_log_that_tells_nothing_personal(
    host: Host, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    host.says = says
    assert service(host).time_zone() is None
    assert len(host.posted) == 1
    assert host.asked == [], "a redirect is not followed"
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "SECRET" not in caplog.text
    assert "amzn1" not in caplog.text


@pytest.mark.parametrize(
    "device", ["", "..", "a/../b", "a?b", "a%2fb", "a b", "a\n", "\u0430", ".a"]
)
def test_a_device_that_would_lead_elsewhere_is_not_asked_about(host: Host, device: str) -> None:
    assert replace(service(host), device=device).time_zone() is None
    assert host.posted == []


@pytest.mark.parametrize("says", ["good", "204"])
def test_a_success_without_a_token_is_no_reminder(host: Host, says: str) -> None:
    host.says = says
    with pytest.raises(ReminderRefused):
        service(host).remind(600, "Ready.", "en-US")


def test_nobody_listening_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    with Host() as gone:
        api = service(gone)
    with pytest.raises(ReminderRefused):
        api.remind(600, "Ready.", "en-US")
    api.progress("request-1", "One moment, please.")
    assert len(caplog.records) == 2


def test_a_login_of_this_machine_does_not_stand_for_the_token(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logins = tmp_path / "netrc"
    logins.write_text("machine 127.0.0.1 login somebody password else\n")
    logins.chmod(0o600)
    monkeypatch.setenv("NETRC", str(logins))
    service(host).progress("request-1", "One moment, please.")
    assert host.posted[0].token == f"Bearer {TOKEN}"


@pytest.mark.parametrize("token", ["a\nX-Evil: yes", "\u2603"])
def test_a_token_that_is_no_header_is_not_sent(
    host: Host, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    api = AlexaApi.of(read(host.origin, token), frozenset({host.origin}))
    assert api
    api.progress("request-1", "One moment, please.")
    assert host.posted == []
    assert len(caplog.records) == 1
    assert token not in caplog.text


def test_only_so_many_are_asked_at_a_time(host: Host, caplog: pytest.LogCaptureFixture) -> None:
    host.says = "silent"
    api = service(host, Outward(whole_s=10, read_s=10, slots=BoundedSemaphore(1)))
    first = Thread(target=api.progress, args=("request-1", "One moment, please."))
    first.start()
    assert host.asked_for_silence.wait(10)
    api.progress("request-2", "One moment, please.")
    assert "already" in caplog.text
    host.done.set()
    first.join()
    assert len(host.posted) == 1


def test_the_token_is_not_shown() -> None:
    assert "SECRET" not in repr(AlexaApi.of(read(LISTED[0])))
