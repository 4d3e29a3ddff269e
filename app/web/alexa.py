"""The HTTP door for Alexa: POST /alexa and GET /health. Imports this room, the meter and errors.

Outside, every refusal looks the same; why a request was refused is said in the log only, and
neither place ever shows a body.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from app.errors import EventNotTaken, RequestMalformed
from app.meter import Meter
from app.web.errors import BodyTooLarge, BodyUnreadable, Refused, shown
from app.web.verify import Verifier
from models.errors import RequestIdReused

Answer = Callable[[dict[str, Any], bytes], dict[str, Any]]
Health = Callable[[], dict[str, Any]]

_log = logging.getLogger("countertalk.web")


def create_app(
    verifier: Verifier, answer: Answer, health: Health, meter: Meter | None = None
) -> Flask:
    """Return the application. `answer` gets only requests that the verifier let pass."""
    app = Flask("countertalk", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = verifier.body_limit
    views = _Views(verifier, answer, health, meter or Meter())
    app.add_url_rule(
        "/alexa", "alexa", views.alexa, methods=["POST"], provide_automatic_options=False
    )
    app.add_url_rule(
        "/health", "health", views.health, methods=["GET"], provide_automatic_options=False
    )
    app.register_error_handler(HTTPException, _plain)
    return app


@dataclass(frozen=True)
class _Views:
    """The two pages and what they need."""

    verifier: Verifier
    given_answer: Answer
    given_health: Health
    meter: Meter

    def alexa(self) -> Response:
        """Verify the request and answer it."""
        try:
            body = self._body()
            envelope = self.verifier.verify(request.headers.items(), body)
        except Refused as refused:
            self.meter.refused("alexa", refused)
            return _refused(refused.request_id, refused.reason)
        return self._answered(envelope, body)

    def health(self) -> Response:
        """Say how the shop's parts are."""
        try:
            return _json(self.given_health(), 200)
        except Exception:
            _log.exception("health check failed")
            return _json({"status": "unavailable"}, 503)

    def _body(self) -> bytes:
        """Read the body; Flask stops at the limit, with a Content-Length or in chunks."""
        try:
            return request.get_data(cache=False)
        except RequestEntityTooLarge:
            raise BodyTooLarge(self.verifier.body_limit) from None
        except HTTPException:
            raise BodyUnreadable("body broke off") from None

    def _answered(self, envelope: dict[str, Any], body: bytes) -> Response:
        request_id = shown(envelope["request"].get("requestId"))
        try:
            return _json(self.given_answer(envelope, body), 200)
        except RequestMalformed as malformed:
            return _refused(request_id, str(malformed))
        except RequestIdReused:
            return _refused(request_id, "the same request id came before with another body")
        except EventNotTaken:  # said in the log already; Alexa sends it again for an hour
            return _json({"error": "try again later"}, 503)
        except Exception:
            _log.exception("request %s failed", request_id)
            return _json({"error": "internal error"}, 500)


def _refused(request_id: str, reason: str) -> Response:
    _log.warning("request %s refused: %s", request_id, reason)
    return _json({"error": "bad request"}, 400)


def _plain(error: HTTPException) -> Response:
    """Turn Flask's own errors (no such page, wrong method) into small JSON."""
    response = _json({"error": error.name.lower()}, error.code or 500)
    if "Allow" in (headers := dict(error.get_headers())):
        response.headers["Allow"] = headers["Allow"]
    return response


def _json(document: dict[str, Any], status: int) -> Response:
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(text, status, content_type="application/json;charset=UTF-8")
