"""Requests that are rightly signed and must be refused all the same; and what a refusal may say. Imports the service."""

import json
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from app.certify import wire
from app.certify.outcome import NotApplicable
from app.certify.service import Json, Service, stamp
from app.certify.signing import refused
from app.certify.wire import Reply

EVENT = "AlexaSkillEvent.SkillDisabled"
LATE_EVENTS = (
    EVENT,
    "AlexaSkillEvent.ProactiveSubscriptionChanged",
    "AlexaSkillEvent.NotificationSubscriptionChanged",
)
OTHER_SKILL = "amzn1.ask.skill.00000000-0000-0000-0000-000000000000"
NO_REQUESTS = (
    b"",
    b"hello",
    b"[]",
    b"{}",
    b'{"request": {}}',
    b'{"request": "LaunchRequest"}',
    b"\xff",
)
TRACES = (b"Traceback", b'File "', b", line ", b"Exception", b"/site-packages/", b"sqlalchemy")
_NEAR, _FAR = timedelta(seconds=140), timedelta(seconds=200)
_HOUR = timedelta(hours=1)


def timestamps(service: Service) -> Iterator[str]:
    """Older or newer than 150 seconds, or without a time; what is just within is answered."""
    service.ask(service.launch(_NEAR))
    yield from refused(_signed(service, service.launch(_FAR)), "a request 200 s old")
    yield from refused(_signed(service, service.launch(-_FAR)), "a request 200 s ahead")
    timeless = service.launch()
    del timeless["request"]["timestamp"]
    yield from refused(_signed(service, timeless), "a request without a time")


def event_times(service: Service) -> Iterator[str]:
    """Skill events are delivered again for an hour, and no longer."""
    for kind in LATE_EVENTS:
        reply = _signed(service, _event(service, kind, _HOUR - _FAR))
        if reply.status != 200:
            yield f"{kind}, 3400 s old: HTTP {reply.status}, want 200"
    yield from refused(
        _signed(service, _event(service, EVENT, _HOUR + _FAR)), "an event 3800 s old"
    )


def _event(service: Service, kind: str, age: timedelta) -> Json:
    made = service.envelope({"type": kind}, service.user())
    made["request"]["timestamp"] = stamp(service.clock() - age)
    return made


def skill_ids(service: Service) -> Iterator[str]:
    """Meant for another skill, or for none."""
    application = {"applicationId": OTHER_SKILL}
    other, session, none = (service.launch() for _ in range(3))
    other["context"]["System"]["application"] = application
    session["session"]["application"] = application
    del none["context"]
    cases = (
        (other, "another skill's id"),
        (session, "another skill's session"),
        (none, "no skill id"),
    )
    for request, what in cases:
        yield from refused(_signed(service, request), what)


def replayed(service: Service) -> Iterator[str]:
    """The same request again gets the same answer; its id with another body gets none."""
    request = service.launch()
    first = service.ask(request)
    again = service.ask(request)
    if again.response != first.response:
        yield "the same request again gets another answer"
    altered = request | {"session": request["session"] | {"new": False}}
    yield from refused(_signed(service, altered), "a known request id with another body")


def malformed(service: Service) -> Iterator[str]:
    """A body that is no request."""
    for body in NO_REQUESTS:
        reply = service.send(body, service.signed(body))
        yield from refused(reply, f"the body {body.decode(errors='replace')!r}")


def methods(service: Service) -> Iterator[str]:
    """Other methods and paths give no answer, and no error of the server's."""
    body = json.dumps(service.launch()).encode()
    headers = service.signed(body, service.signer or service.stranger)
    parts = urlsplit(service.url)
    elsewhere = parts._replace(path="/nowhere").geturl()
    cases = [(method, service.url) for method in ("GET", "PUT", "DELETE")] + [("POST", elsewhere)]
    for method, url in cases:
        reply = wire.send(url, body, headers, method)
        service.replies.append(reply)
        if not 400 <= reply.status < 500:
            yield f"{method} {urlsplit(url).path}: HTTP {reply.status}, want 400 to 499"


def silent(service: Service) -> Iterator[str]:
    """No answer shows what went on inside."""
    for body in NO_REQUESTS:
        service.send(body, [])
    replies = [reply for reply in service.replies if reply.status != 200]
    found = (_shown(reply) for reply in replies)
    yield from dict.fromkeys(filter(None, found))


def _shown(reply: Reply) -> str:
    marks = [mark.decode() for mark in TRACES if mark in reply.body]
    return f"HTTP {reply.status} shows {marks[0]!r} of a stack trace" if marks else ""


def tls(service: Service) -> Iterator[str]:
    """The service's own certificate is one that is trusted here, on port 443."""
    parts = urlsplit(service.url)
    if parts.scheme != "https":
        raise NotApplicable(
            "the service is reached without TLS here; the proxy in front of it has it"
        )
    if parts.port not in (None, 443):
        yield f"{service.url} has port {parts.port}, want 443"
    wire.send(service.url, b"", [], "GET")


def _signed(service: Service, request: Json) -> Reply:
    body = json.dumps(request).encode()
    return service.send(body, service.signed(body))
