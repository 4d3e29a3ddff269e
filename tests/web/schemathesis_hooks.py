"""What schemathesis is told of the API beyond its description.

Every write has an Idempotency-Key of its own, and every message of a till an id of its own and a right signature.
"""

import os
import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import requests
import schemathesis

from app.signatures import signed

KEY = "Idempotency-Key"


class Signature(requests.auth.AuthBase):
    """Signs what is sent, as it is sent."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        secrets = [os.environ["API_SOURCE_SECRET"]]
        try:
            headers = signed(f"m-{uuid4()}", body, secrets, datetime.now(UTC))
        except Exception:
            return request
        request.headers.update(headers)
        return request


@schemathesis.hook
def before_call(_context: Any, case: Any, kwargs: Any) -> None:
    if case.operation.path.startswith("/webhooks/in/"):
        kwargs["auth"] = Signature()
    given = (case.headers or {}).get(KEY)
    if isinstance(given, str) and re.fullmatch(r"[A-Za-z0-9_.:-]{1,100}", given):
        case.headers[KEY] = str(uuid4())
