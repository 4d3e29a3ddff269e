"""What schemathesis is told of the API beyond its description: every write has an Idempotency-Key of its own."""

import re
from typing import Any
from uuid import uuid4

import schemathesis

KEY = "Idempotency-Key"


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    given = (case.headers or {}).get(KEY)
    if isinstance(given, str) and re.fullmatch(r"[A-Za-z0-9_.:-]{1,100}", given):
        case.headers[KEY] = str(uuid4())
