"""Who may use a page of the API: a key, not too many requests, the page's scope, and a body that can be read.

What is checked is what the OpenAPI document says of the page. May import `models`, rates and this room.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from flask import current_app, g, request
from flask_openapi3 import OpenAPI, Operation
from flask_openapi3.utils import parse_rule

from app.hooks import Hooks
from app.rates import Rate, Rates
from app.web import strict_json
from app.web.api import signed
from app.web.api.problems import Refused
from app.web.callers import borne
from app.web.errors import shown
from models import api_keys
from models.api_keys import ApiKey
from models.base import Store
from models.catalog_import import MOST_BYTES

BODY_LIMIT = 16_384
"""Bytes; only a catalogue is larger"""
CATALOGUE = "/catalogue"


@dataclass(frozen=True)
class Admission:
    """Looks at each request before its page does."""

    store: Store
    clock: Callable[[], datetime]
    rates: Rates
    rate: Rate
    hooks: Hooks

    def check(self) -> None:
        """Let a request pass, with the program's name in `g.program`; raises `Refused` or `BodyUnreadable`."""
        operation = _operation()
        if operation is None or not operation.security:
            return  # no such page, which is refused as such; or one that is open to all
        if any(signed.SCHEME in one for one in operation.security):
            g.signed = signed.check(self.store, self.clock, self.hooks)
            self._count(f"in:{g.signed.source}")
        else:
            g.program = self._program(operation)
        if twice := [name for name, values in request.args.lists() if len(values) > 1]:
            raise Refused(422, "invalid-request", f"{shown(twice[0])} is given more than once")
        if operation.requestBody is not None:
            _check_body()

    def _program(self, operation: Operation) -> str:
        """Return whose key it is; raises `Refused`."""
        key = self._key()
        self._count(key.name)
        needed = [scope for one in operation.security or () for scope in one["key"]]
        if missing := sorted(set(needed) - set(key.scopes)):
            raise Refused(403, "scope-missing", f"this key lacks {', '.join(missing)}")
        g.branch = key.branch_id
        return key.name

    def _count(self, name: str) -> None:
        if wait_s := self.rates.wait_s(name, self.rate):
            detail = f"more than {self.rate.most} requests in a minute"
            raise Refused(429, "too-many-requests", detail, Retry_After=str(ceil(wait_s)))

    def _key(self) -> ApiKey:
        with self.store.read() as session:
            given = borne(request.headers.get("Authorization", ""))
            key = api_keys.admitted(session, given, self.clock())
        if key is None:
            detail = "give a valid key: Authorization: Bearer KEY"
            raise Refused(401, "unauthorized", detail, WWW_Authenticate="Bearer")
        return key


def _operation() -> Operation | None:
    """Return what the document says of the page that is asked for."""
    app = current_app
    if request.url_rule is None or not isinstance(app, OpenAPI):
        return None
    method = "get" if request.method == "HEAD" else request.method.lower()
    path = app.paths.get(parse_rule(request.url_rule.rule))
    found: Operation | None = getattr(path, method, None)
    return found


def _check_body() -> None:
    """Refuse what is no JSON object, is ambiguous or cannot be stored, before anything is made of it."""
    large = request.path == CATALOGUE
    request.max_content_length = MOST_BYTES if large else BODY_LIMIT
    if request.mimetype != "application/json":
        raise Refused(415, "unsupported-media-type", "send application/json")
    strict_json.parse(request.get_data())
