"""What verifying a request costs, beside reading it only. May import `app.bench` and `app.web`.

The certificate is in the cache, as it is for all requests but the first of a day.
"""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.verification import Store

from app.bench.quantiles import quantiles
from app.web.certificates import Certificates
from app.web.devcert_forge import Forged, forge
from app.web.verify import CHAIN_URL, SIGNATURE, Verifier

_SKILL = "amzn1.ask.skill.dev-bench"
_URL = "https://s3.amazonaws.com/echo.api/echo-api-cert.pem"
_SIZE = 3000
"""Bytes of the body: an intent with a few resolved slots and the usual access tokens."""


def measure(rounds: int = 2000) -> dict[str, Any]:
    """Return p50 and p99 of verifying and of reading only, in ms, and the difference."""
    now = datetime.now(UTC)
    made = forge(now)
    body = _body(now)
    signature = made.key.sign(body, PKCS1v15(), SHA256())
    headers = [(SIGNATURE, base64.b64encode(signature).decode()), (CHAIN_URL, _URL)]
    verifier = _verifier(made, now)
    verified = _times(lambda: verifier.verify(headers, body), rounds)
    plain = _times(lambda: json.loads(body), rounds)
    return {
        "body_bytes": len(body),
        "rounds": rounds,
        "verified_ms": verified,
        "plain_ms": plain,
        "added_ms": {name: round(verified[name] - plain[name], 4) for name in verified},
    }


def _verifier(made: Forged, now: datetime) -> Verifier:
    chain = made.leaf.public_bytes(Encoding.PEM)
    return Verifier(_SKILL, Certificates(Store([made.root]), lambda _url: chain), lambda: now)


def _times(run: Callable[[], object], rounds: int) -> dict[str, float]:
    for _ in range(rounds // 10):
        run()
    taken = []
    for _ in range(rounds):
        begun = perf_counter()
        run()
        taken.append((perf_counter() - begun) * 1000)
    return quantiles(taken, 50, 99, digits=4, method="exclusive")


def _body(now: datetime) -> bytes:
    application = {"application": {"applicationId": _SKILL}}
    slots = {name: _slot(name) for name in ("size", "product", "milk", "sugar")}
    request = {
        "type": "IntentRequest",
        "requestId": "amzn1.echo-api.request.bench",
        "timestamp": now.isoformat(timespec="seconds"),
        "locale": "en-US",
        "intent": {"name": "AddIntent", "confirmationStatus": "NONE", "slots": slots},
    }
    system = application | {"user": {"userId": "amzn1.ask.account.BENCH"}, "apiAccessToken": ""}
    session = application | {"new": False, "sessionId": "amzn1.echo-api.session.bench"}
    envelope = {"version": "1.0", "session": session, "context": {"System": system}}
    envelope["request"] = request
    system["apiAccessToken"] = "t" * max(0, _SIZE - len(json.dumps(envelope)))
    return json.dumps(envelope).encode()


def _slot(name: str) -> dict[str, Any]:
    authority = f"amzn1.er-authority.echo-sdk.{_SKILL}.{name}"
    value = {"value": {"name": name, "id": name}}
    found = {"authority": authority, "status": {"code": "ER_SUCCESS_MATCH"}, "values": [value]}
    resolutions = {"resolutionsPerAuthority": [found]}
    return {"name": name, "value": name, "resolutions": resolutions, "source": "USER"}
