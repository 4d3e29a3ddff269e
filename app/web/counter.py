"""The HTTP door for counters from afar: turns, grammars and news, each by a device key. May import the counter's rooms.

A counter sends words, never envelopes: who speaks and where the talk is, the shop knows. A key can act as its own counter
only. Every refusal is JSON: a word for programs and a sentence for people.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, Response, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from app.counter.ear_set import MOST
from app.counter.exchange import Said, TurnId
from app.counter.grammars import Grammars
from app.counter.visits import Visits
from app.web import strict_json
from app.web.counter_errors import CounterRefused
from app.web.counter_keys import Keys
from app.web.counter_news import Streams
from app.web.errors import BodyUnreadable
from models.errors import RequestIdReused, StoreUnavailable

BODY_LIMIT = 16_384
"""Bytes; a turn with 20 guesses has less than that"""
_LOG = logging.getLogger("countertalk.web")
_Body = TypeVar("_Body", bound=BaseModel)
_JSON = "application/json;charset=UTF-8"


class Attempt(BaseModel):
    """Body of `POST /counter/news/ID/take`."""

    by: TurnId


@dataclass(frozen=True)
class CounterDoor:
    """The pages, and what they need."""

    keys: Keys
    visits: Visits
    grammars: Grammars
    streams: Streams

    def blueprint(self) -> Blueprint:
        """The pages under `/counter`."""
        pages = Blueprint("counter", __name__, url_prefix="/counter")
        rules: tuple[tuple[str, str, Callable[..., Response]], ...] = (
            ("/turn", "POST", self.turn),
            ("/grammar", "GET", self.grammar),
            ("/news", "GET", self.news),
            ("/news/<int:news_id>/take", "POST", self.take),
        )
        for path, method, view in rules:
            pages.add_url_rule(path, view.__name__, view, methods=[method])
        pages.register_error_handler(CounterRefused, self._refused)
        pages.register_error_handler(StoreUnavailable, _unavailable)
        pages.register_error_handler(Exception, _failed)
        return pages

    def turn(self) -> Response:
        """Answer a turn."""
        counter = self._counter()
        said = _read(Said)
        try:
            reply = self.visits.answer(counter, said)
        except RequestIdReused:
            detail = f"turn {said.turn} was another one before; each turn needs an id of its own"
            raise CounterRefused(409, "turn_reused", detail) from None
        return Response(reply.wire(), 200, content_type=_JSON)

    def grammar(self) -> Response:
        """What to listen for after a question."""
        self._counter()
        asked = request.args
        most = asked.get("most", type=int) or 0
        most = most if most in MOST.values() else min(MOST.values())
        question, category = (asked.get(name, "")[:80] for name in ("question", "category"))
        found = self.grammars.after(question, category, most)
        response = Response(found.packed, 200, content_type=_JSON)
        response.headers["Content-Encoding"] = "gzip"
        response.set_etag(found.etag)
        response.make_conditional(request)
        return response

    def news(self) -> Response:
        """Say what there is, as it comes."""
        counter = self._counter()
        last = request.headers.get("Last-Event-ID", "")
        last_id = int(last) if last.isascii() and last.isdigit() and len(last) < 16 else 0
        stream = self.streams.open(counter, last_id)
        response = Response(stream.events(), 200, content_type="text/event-stream")
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Accel-Buffering"] = "no"  # nginx would keep it until there is more
        response.call_on_close(stream.close)
        return response

    def take(self, news_id: int) -> Response:
        """Let one attempt say it."""
        counter = self._counter()
        taken = self.streams.desk.take(counter, min(news_id, 2**31 - 1), _read(Attempt).by)
        return Response(json.dumps({"taken": taken}), 200, content_type=_JSON)

    def _refused(self, refused: CounterRefused) -> Response:
        self.visits.door.shop.meter.refused("counter", refused.code)
        return _refused(refused)

    def _counter(self) -> str:
        request.max_content_length = BODY_LIMIT
        return self.keys.counter(request.headers.get("Authorization", ""))


def _read(kind: type[_Body]) -> _Body:
    """Read the body; the reasons name the member, and not its value."""
    try:
        return kind.model_validate(strict_json.parse(request.get_data(cache=False)), strict=False)
    except RequestEntityTooLarge:
        detail = f"a body may have {BODY_LIMIT} bytes"
        raise CounterRefused(413, "body_too_large", detail) from None
    except BodyUnreadable as error:
        raise CounterRefused(400, "not_json", error.reason) from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        detail = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise CounterRefused(400, "invalid", detail) from None


def _refused(refused: CounterRefused) -> Response:
    _LOG.warning("counter refused: %s", refused.detail)
    headers: dict[str, Any] = {"Retry-After": refused.wait_s} if refused.wait_s else {}
    if refused.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    text = json.dumps({"error": refused.code, "detail": refused.detail})
    return Response(text, refused.status, headers, content_type=_JSON)


def _unavailable(error: StoreUnavailable) -> Response:
    _LOG.error("counter not answered: %s", error)
    return _refused(CounterRefused(503, "unavailable", "the shop cannot answer now", wait_s=1))


def _failed(error: Exception) -> Response | HTTPException:
    if isinstance(error, HTTPException):
        return error
    _LOG.error("counter not answered", exc_info=error)
    return _refused(CounterRefused(500, "internal", "something went wrong in the shop"))
