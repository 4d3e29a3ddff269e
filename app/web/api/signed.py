"""Who may send messages: a source whose secret signed these very bytes, a moment ago. May import `models` and this room.

All of this is looked at before anything is made of the body.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import request

from app.hooks import Hooks
from app.signatures import NotSigned, verified
from app.web.api.problems import Refused
from app.web.errors import shown
from models import webhook_sources
from models.base import Store
from models.webhook_tables import WebhookSource

SCHEME = "signature"
"""Of the OpenAPI document"""
_LOG = logging.getLogger("countertalk.web")


@dataclass(frozen=True)
class Signed:
    """A message that was verified."""

    source: str
    scopes: tuple[str, ...]
    """What its source may have done"""
    id: str
    digest: str
    """SHA-256 of its body, hexadecimal"""


def check(store: Store, clock: Callable[[], datetime], hooks: Hooks) -> Signed:
    """Return the message that is asked to be taken; raises `Refused`, always alike, if it proves nothing."""
    name, body, now = str((request.view_args or {}).get("source", "")), request.get_data(), clock()
    with store.read() as session:
        source = session.get(WebhookSource, name)
        kept = webhook_sources.sealed(session, name, now) if source else ()
        scopes = tuple(source.scopes) if source else ()
    secrets = [hooks.seal.open(one) for one in kept]
    try:
        message_id = verified(request.headers, body, secrets, now)
    except NotSigned as why:
        _LOG.warning("webhook of %s refused: %s", shown(name), why)
        raise Refused(401, "unauthorized", "this is not signed by a valid secret, now") from None
    return Signed(name, scopes, message_id, hashlib.sha256(body).hexdigest())
