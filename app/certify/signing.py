"""Requests with signatures right and wrong, as Amazon's console and a stranger would send them. Imports the service.

What is sent wrong is wrong in one thing only, wherever there is a certificate that the service trusts.
"""

import base64
import json
from collections.abc import Callable, Iterator

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1

from app.certify.service import Service
from app.certify.wire import Headers, Reply
from app.web.devcert import URL, Signer
from app.web.verify import CHAIN_URL, SIGNATURE

ABSENT = "https://s3.amazonaws.com/echo.api/echo-api-cert-of-nobody.pem"
OLD = "Signature"
RIGHT_FORMS = (
    URL.replace("s3.amazonaws.com", "s3.amazonaws.com:443"),
    URL.replace("s3.amazonaws.com", "S3.AmazonAWS.com"),
    URL.replace("/echo.api/", "/echo.api/../echo.api/"),
)
WRONG_FORMS = (
    URL.replace("https://", "http://"),
    URL.replace("s3.amazonaws.com", "notamazon.com"),
    URL.replace("s3.amazonaws.com", "s3.amazonaws.com.evil.example"),
    URL.replace("s3.amazonaws.com", "s3.amazonaws.com@evil.example"),
    URL.replace("s3.amazonaws.com", "s3.amazonaws.com:563"),
    URL.replace("/echo.api/", "/EcHo.aPi/"),
    URL.replace("/echo.api/", "/invalid.path/"),
    URL.replace("/echo.api/", "/echo.api/../other/"),
    "not a URL",
)
Change = Callable[[list[tuple[str, str]]], Headers]


def signature(service: Service) -> Iterator[str]:
    """A request that is rightly signed is answered."""
    service.ask(service.launch())
    yield from ()


def missing(service: Service) -> Iterator[str]:
    """Without a signature, or with an empty one."""
    yield from _changed(service, "no Signature-256", lambda given: _without(given, SIGNATURE))
    yield from _changed(service, "an empty Signature-256", lambda given: _put(given, SIGNATURE, ""))


def old_only(service: Service) -> Iterator[str]:
    """With the old header only, which signs with SHA-1."""
    signer = _signer(service)
    body = _body(service)
    weak = base64.b64encode(signer.key.sign(body, PKCS1v15(), SHA1())).decode()  # noqa: S303
    headers = [(OLD, weak), (CHAIN_URL, URL)]
    yield from refused(service.send(body, headers), "the old Signature header only")


def doubled(service: Service) -> Iterator[str]:
    """With one of the headers twice."""
    for name in (SIGNATURE, CHAIN_URL):
        yield from _changed(service, f"{name} twice", _twice(name))


def chain_url(service: Service) -> Iterator[str]:
    """The certificate's URL is missing, or one that Amazon does not use."""
    yield from _changed(service, f"no {CHAIN_URL}", lambda given: _without(given, CHAIN_URL))
    for url in WRONG_FORMS:
        yield from _changed(service, f"certificate URL {url}", _at(url))


def chain_url_forms(service: Service) -> Iterator[str]:
    """Other ways to write the right URL are taken."""
    for url in RIGHT_FORMS:
        body = _body(service)
        reply = service.send(body, _put(service.signed(body), CHAIN_URL, url))
        if reply.status != 200:
            yield f"certificate URL {url}: HTTP {reply.status}, want 200"


def absent(service: Service) -> Iterator[str]:
    """The certificate is not at its URL, or cannot be fetched."""
    yield from _changed(service, "no certificate at its URL", _at(ABSENT))


def wrong(service: Service) -> Iterator[str]:
    """The signature is another body's, another key's, or none at all."""
    body = _body(service)
    signer = _signer(service)
    altered = body.replace(b"LaunchRequest", b"LaunchRequesT")
    cases = {
        "a signature for another body": (body, service.signed(b"another body", signer)),
        "one letter of the body changed": (altered, service.signed(body, signer)),
        "one byte behind the body": (body + b" ", service.signed(body, signer)),
        "a stranger's signature": (body, service.signed(body, service.stranger)),
        "a signature that is not base64": (body, [(SIGNATURE, "!!!!"), (CHAIN_URL, URL)]),
    }
    for what, (sent, headers) in cases.items():
        yield from refused(service.send(sent, headers), what)


def console(service: Service) -> Iterator[str]:
    """The seven requests of Amazon's console: three good ones, and four that are refused."""
    service.trusted()
    launch = service.launch()
    ended = {**launch["request"], "type": "SessionEndedRequest", "reason": "USER_INITIATED"}
    helped = {**launch["request"], "type": "IntentRequest"}
    helped["intent"] = {"name": "AMAZON.HelpIntent", "confirmationStatus": "NONE"}
    for request in (launch["request"], helped, ended):
        own_id = request | {"requestId": service.request_id()}
        service.ask(launch | {"request": own_id})
    for check in (absent, absent, missing, wrong):
        yield from check(service)


def _changed(service: Service, what: str, change: Change) -> Iterator[str]:
    body = _body(service)
    headers = change(service.signed(body, _signer(service)))
    yield from refused(service.send(body, headers), what)


def refused(reply: Reply, what: str) -> Iterator[str]:
    """A fault unless the answer is HTTP 400."""
    if reply.status != 400:
        yield f"{what}: HTTP {reply.status}, want 400"


def _signer(service: Service) -> Signer:
    return service.signer or service.stranger


def _body(service: Service) -> bytes:
    return json.dumps(service.launch()).encode()


def _without(headers: Headers, name: str) -> Headers:
    return [pair for pair in headers if pair[0] != name]


def _put(headers: Headers, name: str, value: str) -> Headers:
    return [*_without(headers, name), (name, value)]


def _at(url: str) -> Change:
    return lambda given: _put(given, CHAIN_URL, url)


def _twice(name: str) -> Change:
    return lambda given: [*given, *(pair for pair in given if pair[0] == name)]
