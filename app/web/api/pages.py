"""How pages of the API are described, and lists read in parts. May import this room.

The OpenAPI document is derived from this and from the types of the pages; requests are checked against the same.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Generic, TypeVar

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from app.web.api.desk import Asked
from app.web.api.problems import MEDIA_TYPE
from models.api_keys import Scope

MOST = 100
"""Things on one page"""
NEXT = "`next` of the part before"
_TOO_LONG = {"description": "the address is too long", "content": {"text/html": {}}}
"""The server's own answer, as nothing else was read"""
_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_REFUSALS = {
    401: "no valid key",
    403: "the key lacks the scope",
    404: "there is no such thing",
    422: "a value cannot be used",
    429: "too many requests",
    503: "the shop cannot answer now",
}
_WRITE_REFUSALS = {
    400: "the body is no JSON",
    409: "not as things stand",
    413: "the body is too large",
    415: "the body is not called JSON",
}
_Item = TypeVar("_Item", bound=BaseModel)
_Row = TypeVar("_Row")


class Part(Asked):
    """Query of a list; each has an `after` of its own."""

    limit: int = Field(default=50, ge=1, le=MOST)


class Listed(BaseModel, Generic[_Item]):
    """A part of a list."""

    items: list[_Item]
    next: str | None = Field(description="where the next part begins; null if there is none")


def add(
    pages: APIBlueprint,
    call: str,
    view: Callable[..., Response],
    scope: Scope | Mapping[str, list[str]],
    answer: type[BaseModel] | None,
    more: Mapping[int, str] = {},
) -> None:
    """Add a page: `call` is its method and path, `answer` what it gives, None for nothing; `more` its own refusals.

    `scope` is what its key must have, or another scheme than keys. What it takes is said by the types of `view`.
    """
    method, path = call.split()
    refusals = _REFUSALS | (_WRITE_REFUSALS if method != "GET" else {}) | dict(more)
    told = {code: {"description": why, "content": _PROBLEM} for code, why in refusals.items()}
    done: dict[int, Any] = {200: answer} if answer else {204: {"description": "done"}}
    done |= {414: dict(_TOO_LONG)}

    @wraps(view)  # the library wants to mark it, which a method does not let it
    def plain(**given: Any) -> Response:
        return view(**given)

    register = getattr(pages, method.lower())
    proof = {"key": [scope.value]} if isinstance(scope, Scope) else dict(scope)
    register(path, security=[proof], responses=done | told)(plain)


def part(
    query: Part,
    rows: Sequence[_Row],
    key: Callable[[_Row], object],
    shown: Callable[[_Row], _Item],
    kind: type[Listed[_Item]],
) -> Listed[_Item]:
    """Make a page of rows, of which one more was read than is shown."""
    here = rows[: query.limit]
    more = len(rows) > query.limit
    return kind(items=[shown(row) for row in here], next=str(key(here[-1])) if more else None)
