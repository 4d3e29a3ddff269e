"""How a request of the API is refused: problem details as RFC 9457 has them. May import `models` and this room.

A problem says what the staff may know; what is wrong inside stays in the log.
"""

import logging
import re
from collections.abc import Mapping, Sequence

from flask import Flask, Response
from pydantic import BaseModel, Field, ValidationError
from werkzeug.exceptions import HTTPException

from app.web.errors import BodyUnreadable
from models.errors import (
    CatalogueInvalid,
    ShopError,
    StoreUnavailable,
    UnknownBranch,
    UnknownOrder,
    UnknownProduct,
)
from models.staff_errors import BranchNeeded, UnknownCustomer
from models.webhook_errors import MessageReused, UnknownWebhook

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 100
_STATUS: Mapping[type[ShopError], int] = {
    BranchNeeded: 422,
    UnknownBranch: 404,
    UnknownCustomer: 404,
    UnknownOrder: 404,
    UnknownProduct: 404,
    UnknownWebhook: 404,
    MessageReused: 422,
    CatalogueInvalid: 422,
    StoreUnavailable: 503,
}
"""All other refusals of the shop are a conflict with how things stand"""
_LOG = logging.getLogger("countertalk.web")


class Flaw(BaseModel):
    """One thing that is wrong in a request."""

    at: str = Field(description="where: a parameter, or a JSON Pointer into the body")
    detail: str


class Problem(BaseModel):
    """Why a request was refused (RFC 9457)."""

    type: str = Field(description="names the kind of problem, for programs")
    title: str
    status: int
    detail: str
    errors: list[Flaw] = Field(
        default=[], description="each thing that is wrong, if several can be"
    )


class Refused(Exception):
    """A request that is not answered."""

    def __init__(self, status: int, kind: str, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def told(
    status: int,
    kind: str,
    detail: str,
    errors: Sequence[Flaw] = (),
    headers: Mapping[str, str] = {},
) -> Response:
    """Make the response that tells a problem."""
    document = Problem(
        type=f"urn:countertalk:{kind}",
        title=kind.replace("-", " ").capitalize(),
        status=status,
        detail=detail,
        errors=list(errors[:MOST_ERRORS]),
    )
    return Response(document.model_dump_json(), status, headers, content_type=MEDIA_TYPE)


def misshapen(error: ValidationError) -> Response:
    """Tell what in a request is not of its type; the values themselves are not said again."""
    found = error.errors(include_input=False, include_url=False, include_context=False)
    flaws = [Flaw(at="/".join(map(str, ("", *one["loc"]))), detail=one["msg"]) for one in found]
    return told(422, "invalid-request", f"{len(flaws)} values cannot be used", flaws)


def handle(app: Flask) -> None:
    """Let an application refuse in this way only."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(ShopError, _shop_refused)
    app.register_error_handler(BodyUnreadable, _unreadable)
    app.register_error_handler(HTTPException, _plain)
    app.register_error_handler(Exception, _failed)


def _refused(refused: Refused) -> Response:
    return told(refused.status, refused.kind, refused.detail, headers=refused.headers)


def _shop_refused(error: ShopError) -> Response:
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 409)
    kind = re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()
    if isinstance(error, StoreUnavailable):
        _LOG.error("API request not answered: %s", error)
        return told(status, kind, "the shop cannot answer now", headers={"Retry-After": "1"})
    flaws: list[Flaw] = []
    if isinstance(error, CatalogueInvalid):
        flaws = [
            Flaw(at=one.field, detail=f"line {one.line}: {one.message}") for one in error.faults
        ]
        return told(status, kind, f"{len(flaws)} faults; nothing was changed", flaws)
    return told(status, kind, str(error))


def _unreadable(error: BodyUnreadable) -> Response:
    return told(400, "body-unreadable", error.reason)


def _plain(error: HTTPException) -> Response:
    """Turn Flask's own errors (no such page, wrong method) into problems; one that is a response stays."""
    if isinstance(error.response, Response):
        return error.response
    headers = dict(error.get_headers())
    allowed = {"Allow": headers["Allow"]} if "Allow" in headers else {}
    return told(
        error.code or 500, error.name.lower().replace(" ", "-"), error.name, headers=allowed
    )


def _failed(error: Exception) -> Response:
    _LOG.error("API request failed", exc_info=error)
    return told(500, "internal-error", "something went wrong in the shop")
