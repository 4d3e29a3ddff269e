"""The table of attacks on the door: what is sent, and as what it must be refused."""

import base64
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA512

from app.web import errors
from app.web.verify import CHAIN_URL, SIGNATURE
from tests.web.forging import (
    CA,
    DAY,
    LEAF,
    NOW,
    URL,
    Kind,
    chain,
    intermediate,
    issue,
    key,
    pem,
    root,
    signature,
)
from tests.web.world import SKILL, Sending, World, envelope, signed

EVENT = "AlexaSkillEvent.SkillDisabled"
SECOND = timedelta(seconds=1)
OTHER_SKILL = SKILL[:-1] + "6"


@dataclass(frozen=True)
class Attack:
    """One way in that has to be shut."""

    name: str
    refusal: type[errors.Refused]
    send: Callable[[World], Sending]


def _header(name: str, refusal: type[errors.Refused], header: str, value: str) -> Attack:
    return Attack(name, refusal, lambda _: signed(envelope()).with_header(header, value))


def _missing(header: str) -> Attack:
    return Attack(
        f"no {header}", errors.HeaderMissing, lambda _: signed(envelope()).without(header)
    )


def _doubled(header: str) -> Attack:
    def send(_: World) -> Sending:
        sending = signed(envelope())
        again = [pair for pair in sending.headers if pair[0] == header]
        return Sending(sending.body, sending.headers + again)

    return Attack(f"{header} doubled", errors.HeaderDoubled, send)


def _hosting(name: str, made: Callable[[], bytes], signer: str = "leaf") -> Attack:
    def send(world: World) -> Sending:
        world.hosted[URL] = made()
        return signed(envelope(), signer=signer)

    return Attack(name, errors.ChainInvalid, send)


def _leaf(name: str, kind: Kind) -> Attack:
    return _hosting(name, lambda: chain(kind))


def _body(name: str, body: bytes) -> Attack:
    return Attack(name, errors.BodyUnreadable, lambda _: signed(body))


def _changed(
    name: str, refusal: type[errors.Refused], change: Callable[[dict[str, Any]], object]
) -> Attack:
    """A rightly signed envelope with something wrong in it."""

    def send(_: World) -> Sending:
        document = envelope()
        change(document)
        return signed(document)

    return Attack(name, refusal, send)


def _aged(name: str, age: timedelta, kind: str = "IntentRequest") -> Attack:
    return Attack(name, errors.TimestampRefused, lambda _: signed(envelope(kind, NOW - age)))


def _timestamp(value: object) -> Attack:
    def change(document: dict[str, Any]) -> None:
        document["request"]["timestamp"] = value

    return _changed(f"timestamp {value!r}", errors.TimestampRefused, change)


def _altered(_: World) -> Sending:
    sending = signed(envelope())
    body = bytearray(sending.body)
    body[len(body) // 2] ^= 1
    return Sending(bytes(body), sending.headers)


def _longer(_: World) -> Sending:
    sending = signed(envelope())
    return Sending(sending.body + b" ", sending.headers)


def _compressed(_: World) -> Sending:
    sending = signed(gzip.compress(json.dumps(envelope()).encode()))
    return sending.with_header("Content-Encoding", "gzip")


def _signature_only(_: World) -> Sending:
    sending = signed(envelope())
    weak = signature(sending.body, algorithm=SHA1())
    return sending.without(SIGNATURE).with_header("Signature", weak)


def _signed_as(_: World, made: Callable[[bytes], str]) -> Sending:
    sending = signed(envelope())
    return sending.with_header(SIGNATURE, made(sending.body))


def _pss(body: bytes) -> str:
    padding = PSS(MGF1(SHA256()), PSS.MAX_LENGTH)
    return base64.b64encode(key("leaf").sign(body, padding, SHA256())).decode()


def _wrongly_signed(name: str, made: Callable[[bytes], str]) -> Attack:
    return Attack(name, errors.SignatureWrong, lambda world: _signed_as(world, made))


def _poisoned(world: World) -> Sending:
    """First a bad chain for the right URL, then a right-looking request by the same forger."""
    good, world.hosted[URL] = world.hosted[URL], pem(issue("forger", "forger"))
    world.post(signed(envelope(), signer="forger"))
    world.hosted[URL] = good
    world.now += DAY / 2
    return signed(envelope(at=world.now), signer="forger")


def _another_url(world: World) -> Sending:
    """The forger's own chain, hosted where Amazon would host one."""
    url = URL.replace("12", "13")
    world.hosted[url] = pem(issue("forger", "other"), root("other"))
    return signed(envelope(), url, "forger")


def _remove(*path: str) -> Callable[[dict[str, Any]], object]:
    def change(document: dict[str, Any]) -> None:
        for name in path[:-1]:
            document = document[name]
        del document[path[-1]]

    return change


def _put(value: object, *path: str) -> Callable[[dict[str, Any]], object]:
    def change(document: dict[str, Any]) -> None:
        for name in path[:-1]:
            document = document[name]
        document[path[-1]] = value

    return change


_ID = ("context", "System", "application", "applicationId")
_REQUEST_ID = ("request", "requestId")
_SESSION_ID = ("session", "application", "applicationId")

ATTACKS = [
    # Transport
    Attack("a request of 1 MB", errors.BodyTooLarge, lambda _: signed(b" " * 1024 * 1024)),
    Attack("one byte too many", errors.BodyTooLarge, lambda _: signed(b" " * (128 * 1024 + 1))),
    Attack("compressed", errors.BodyEncoded, _compressed),
    _header("said to be compressed", errors.BodyEncoded, "Content-Encoding", "br"),
    # Headers
    _missing(SIGNATURE),
    _missing(CHAIN_URL),
    _doubled(SIGNATURE),
    _doubled(CHAIN_URL),
    _header("empty signature", errors.HeaderMissing, SIGNATURE, ""),
    _header("blank certificate URL", errors.HeaderMissing, CHAIN_URL, " "),
    Attack("old SHA-1 signature only", errors.HeaderMissing, _signature_only),
    _header("signature not base64", errors.SignatureWrong, SIGNATURE, "!!!!"),
    _header("signature with a hole", errors.SignatureWrong, SIGNATURE, "QUJD QUJD"),
    _header("signature badly padded", errors.SignatureWrong, SIGNATURE, "QUJDR=="),
    _header("signature in URL letters", errors.SignatureWrong, SIGNATURE, "-_-_"),
    _header("signature beyond ASCII", errors.SignatureWrong, SIGNATURE, "QUJ\xe9"),
    _header("signature too short", errors.SignatureWrong, SIGNATURE, "QUJD"),
    # Certificate URL (test_chain_url.py has many more)
    _header("foreign host", errors.ChainUrlRefused, CHAIN_URL, "https://evil.example/echo.api/a"),
    _header("plain HTTP", errors.ChainUrlRefused, CHAIN_URL, URL.replace("https", "http")),
    _header("other port", errors.ChainUrlRefused, CHAIN_URL, URL.replace(".com", ".com:563")),
    _header("climbing path", errors.ChainUrlRefused, CHAIN_URL, URL.replace("echo-", "../")),
    _header("nothing at the URL", errors.ChainUnavailable, CHAIN_URL, URL.replace("12", "99")),
    # Chain (test_chain.py has more)
    _leaf("wrong name", replace(LEAF, names=("evil.example",))),
    _leaf("wildcard name", replace(LEAF, names=("*.amazon.com",))),
    _leaf("expired", replace(LEAF, begins=NOW - 9 * DAY, ends=NOW - DAY)),
    _leaf("not yet valid", replace(LEAF, begins=NOW + DAY)),
    _hosting("missing intermediate", lambda: pem(issue("leaf", "intermediate"))),
    _hosting("self-signed", lambda: pem(issue("leaf", "leaf"))),
    _hosting("foreign root", lambda: pem(issue("leaf", "other"), root("other"))),
    _hosting("no certificate", lambda: b"<html>"),
    _hosting(
        "intermediate without the CA flag",
        lambda: pem(
            issue("leaf", "intermediate"), issue("intermediate", "root", replace(CA, ca=False))
        ),
    ),
    _hosting(
        "leaf signed by a leaf",
        lambda: pem(issue("forger", "leaf"), issue("leaf", "intermediate"), intermediate()),
        signer="forger",
    ),
    Attack("poisoned cache", errors.SignatureWrong, _poisoned),
    Attack("own chain at another URL", errors.ChainInvalid, _another_url),
    # Signature
    Attack("one bit of the body changed", errors.SignatureWrong, _altered),
    Attack("one byte behind the body", errors.SignatureWrong, _longer),
    Attack("empty body", errors.SignatureWrong, lambda _: Sending(b"", signed(b"x").headers)),
    _wrongly_signed("signed with another key", lambda body: signature(body, "forger")),
    _wrongly_signed("signed with the CA's key", lambda body: signature(body, "intermediate")),
    _wrongly_signed("signed with SHA-1", lambda body: signature(body, algorithm=SHA1())),
    _wrongly_signed("signed with SHA-512", lambda body: signature(body, algorithm=SHA512())),
    _wrongly_signed("signed with other padding", _pss),
    _wrongly_signed("signature of zeros", lambda _: base64.b64encode(bytes(256)).decode()),
    # Body, rightly signed (test_strict_json.py has many more)
    _body("no JSON", b"hello"),
    _body("no object", b"[]"),
    _body("not UTF-8", b'{"a":"\xff"}'),
    _body("NaN", b'{"a":NaN}'),
    _body("same key twice", b'{"request":{},"request":{}}'),
    _body("too deep", b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}"),
    _body("empty object", b"{}"),
    _changed("request missing", errors.BodyUnreadable, _remove("request")),
    _changed("request a text", errors.BodyUnreadable, _put("x", "request")),
    _changed("request type missing", errors.BodyUnreadable, _remove("request", "type")),
    _changed("request type a number", errors.BodyUnreadable, _put(1, "request", "type")),
    _changed("request id missing", errors.BodyUnreadable, _remove(*_REQUEST_ID)),
    _changed("request id null", errors.BodyUnreadable, _put(None, *_REQUEST_ID)),
    _changed("request id empty", errors.BodyUnreadable, _put("", *_REQUEST_ID)),
    _changed("request id blank", errors.BodyUnreadable, _put(" ", *_REQUEST_ID)),
    _changed("request id a number", errors.BodyUnreadable, _put(1, *_REQUEST_ID)),
    _changed("request id a list", errors.BodyUnreadable, _put(["x"], *_REQUEST_ID)),
    _changed("request id too long", errors.BodyUnreadable, _put("x" * 257, *_REQUEST_ID)),
    # Time
    _aged("151 s old", 151 * SECOND),
    _aged("151 s ahead", -151 * SECOND),
    _aged("an hour ago, almost an event", 3000 * SECOND, "AlexaSkillEven.SkillDisabled"),
    _aged("event over an hour old", 3601 * SECOND, EVENT),
    _aged("event 151 s ahead", -151 * SECOND, EVENT),
    _changed("no timestamp", errors.TimestampRefused, _remove("request", "timestamp")),
    _timestamp(None),
    _timestamp(""),
    _timestamp(1772366400),
    _timestamp(1772366400000),
    _timestamp("1772366400"),
    _timestamp(["2026-03-01T12:00:00Z"]),
    _timestamp("2026-03-01T12:00:00"),
    _timestamp("2026-03-01 12:00:00Z"),
    _timestamp("2026-03-01"),
    _timestamp("2026-W09-7T12:00:00Z"),
    _timestamp("20260301T120000Z"),
    _timestamp("2026-03-01T12:00:00Z "),
    _timestamp("2026-03-01T12:00:00Z\n"),
    _timestamp("2026-02-30T12:00:00Z"),
    _timestamp("2026-03-01T12:00:60Z"),
    _timestamp("2026-03-01T12:00:00+24:00"),
    _timestamp("2026-03-01T12:00:00+01:00"),
    _timestamp("0001-01-01T00:00:00+23:59"),
    _timestamp("9999-12-31T23:59:59-23:59"),
    _timestamp("٢٠٢٦-03-01T12:00:00Z"),
    # Skill
    Attack("another skill", errors.SkillRefused, lambda _: signed(envelope(skill=OTHER_SKILL))),
    _changed("another skill, same session", errors.SkillRefused, _put(OTHER_SKILL, *_ID)),
    _changed("another skill's session", errors.SkillRefused, _put(OTHER_SKILL, *_SESSION_ID)),
    _changed("skill id in another case", errors.SkillRefused, _put(SKILL.upper(), *_ID)),
    _changed("skill id beyond ASCII", errors.SkillRefused, _put(SKILL + "é", *_ID)),
    _changed("skill id a list", errors.SkillRefused, _put([SKILL], *_ID)),
    _changed("skill id null", errors.SkillRefused, _put(None, *_ID)),
    _changed("no context", errors.SkillRefused, _remove("context")),
    _changed("context a list", errors.SkillRefused, _put([], "context")),
    _changed("no System", errors.SkillRefused, _remove("context", "System")),
    _changed("session of no skill", errors.SkillRefused, _put({}, "session")),
    _changed("session a text", errors.SkillRefused, _put("x", "session")),
    _changed("session false", errors.SkillRefused, _put(False, "session")),
]
