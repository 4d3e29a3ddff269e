"""Joins the API: its pages, who may use them, how they refuse, and the document that describes them. May import `models`.

It is an application of its own, mounted beside the doors, so that it has errors and limits of its own.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from flask import Flask, Response
from flask_openapi3 import Info, OpenAPI, Server
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app.hooks import Hooks
from app.meter import Meter
from app.rates import Rate, Rates
from app.web.api import problems
from app.web.api.admission import BODY_LIMIT, Admission
from app.web.api.branches import BranchPages
from app.web.api.catalogue import CataloguePages
from app.web.api.customers import CustomerPages
from app.web.api.desk import Desk
from app.web.api.events import EventPages
from app.web.api.inbox import Inbox
from app.web.api.orders import OrderPages
from app.web.api.signed import SCHEME
from app.web.api.webhooks import WebhookPages
from models.base import Store

PREFIX = "/api/v1"
_KEY = {"type": "http", "scheme": "bearer", "description": "made by `python -m app keys add`"}
_SIGNATURE = {
    "type": "apiKey",
    "in": "header",
    "name": "webhook-signature",
    "description": "as Standard Webhooks has it, by the secret of `python -m app sources add`",
}
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def make_api(
    store: Store,
    clock: Callable[[], datetime],
    rate: Rate,
    hooks: Hooks | None = None,
    meter: Meter | None = None,
) -> OpenAPI:
    """Make the application; `rate` is of each program."""
    hooks = hooks or Hooks()
    api = OpenAPI(
        "countertalk.api",
        info=Info(title="Countertalk", version="1"),
        security_schemes={"key": _KEY, SCHEME: _SIGNATURE},
        servers=[Server(url=PREFIX)],
        validation_error_model=problems.Problem,
        validation_error_callback=problems.misshapen,
        doc_ui=False,
        static_folder=None,
        template_folder=None,
    )
    api.config.update(MAX_CONTENT_LENGTH=BODY_LIMIT, PROVIDE_AUTOMATIC_OPTIONS=False)
    rates = Rates(store, clock, "api")
    api.before_request(Admission(store, clock, rates, rate, hooks).check)
    api.after_request(partial(_marked, meter or Meter()))
    problems.handle(api)
    desk = Desk(store, clock)
    staff = (OrderPages(desk), BranchPages(desk), CataloguePages(desk), CustomerPages(desk))
    events = (EventPages(desk, hooks.keep), WebhookPages(desk, hooks), Inbox(store, clock))
    for pages in (*staff, *events):
        api.register_api(pages.blueprint())
    api.add_url_rule("/openapi.json", "document", lambda: _document(api), methods=["GET"])
    return api


def mount(app: Flask, api: OpenAPI) -> None:
    """Let an application have the API beside its own pages."""
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {PREFIX: api})  # type: ignore[method-assign]


def _document(api: OpenAPI) -> dict[str, Any]:
    """Describe the pages."""
    document: dict[str, Any] = api.api_doc
    return document


def _marked(meter: Meter, response: Response) -> Response:
    """Let nobody keep an answer on the way, or guess what it is; what is refused is counted."""
    if response.status_code >= 400:
        meter.refused("api", response.status_code)
    response.headers.update(_HEADERS)
    return response
