"""Pages for those who run the shop: `/live`, `/ready` and `/metrics`. May import `models`, the meter and this room.

`/ready` says whether requests can be answered; that news wait for a notifier is said too, and is a fault at `/ready/outbox`
only, since a shop without notifier still sells.
"""

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Flask, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import DatabaseError

from app.meter import Meter, summed
from models import news_queue, outbox_size
from models.base import Store
from models.errors import StoreUnavailable
from models.revisions import USABLE

STUCK_S = 300.0
"""How long news may be due before the outbox counts as stuck: a dead notifier's claim ends after 60 s"""
_LOG = logging.getLogger("countertalk.web")


@dataclass(frozen=True)
class Readiness:
    """How the parts are that requests need."""

    store: Store
    clock: Callable[[], datetime]

    def blueprint(self) -> Blueprint:
        """The pages."""
        pages = Blueprint("readiness", __name__)
        pages.add_url_rule("/live", "live", lambda: _json({"status": "ok"}, 200))
        pages.add_url_rule("/ready", "ready", self.ready)
        pages.add_url_rule("/ready/outbox", "outbox", self.outbox)
        return pages

    def ready(self) -> Response:
        """Whether requests can be answered."""
        found = self._parts()
        return _judged(found, faults=found["store"] != "ok" or found["schema"] != "ok")

    def outbox(self) -> Response:
        """Whether news is being delivered too."""
        found = self._parts()
        return _judged(found, faults=set(found.values()) != {"ok"})

    def _parts(self) -> dict[str, str]:
        unknown = {"store": "unavailable", "schema": "unknown", "outbox": "unknown"}
        try:
            tables = self.store.tables()
            with self.store.read() as session:
                lag_s = news_queue.lag(session, self.clock())
        except StoreUnavailable as error:
            _LOG.error("not ready: %s", error)
            return unknown
        except Exception:  # tables that are missing, whatever the driver makes of them
            _LOG.exception("not ready")
            return unknown
        return {
            "store": "ok",
            "schema": "ok" if tables in USABLE else tables.value,
            "outbox": "ok" if lag_s <= STUCK_S else "stuck",
        }


@dataclass(frozen=True, eq=False)
class Outbox(Collector):
    """The state of the outbox, looked up when it is asked for; empty while the store cannot say."""

    store: Store
    clock: Callable[[], datetime]

    def describe(self) -> Iterable[Metric]:
        """Give nothing, so that nothing is looked up before anybody asks."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Give lag, depth and dead letters."""
        try:
            with self.store.read() as session:
                lag_s = news_queue.lag(session, self.clock())
                waiting, dead = outbox_size.depth(session), outbox_size.dead_letters(session)
        except (StoreUnavailable, DatabaseError):  # gone, or tables that are old
            return
        yield _gauge("lag_seconds", "For how long news has been due, seconds", lag_s)
        yield _gauge("waiting", "News that waits", waiting)
        yield _gauge("dead_letters", "News that was given up", dead)


def make_operations(meter: Meter, readiness: Readiness) -> Flask:
    """Make the application for an address of its own."""
    app = Flask("countertalk.operations", static_folder=None, template_folder=None)
    app.register_blueprint(readiness.blueprint())
    outbox_now = CollectorRegistry()
    outbox_now.register(Outbox(readiness.store, readiness.clock))
    app.add_url_rule("/metrics", "metrics", lambda: _metrics(summed(meter), outbox_now))
    return app


def _metrics(*registries: CollectorRegistry) -> Response:
    text = b"".join(generate_latest(one) for one in registries)
    return Response(text, 200, content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(f"countertalk_outbox_{name}", about, value)


def _judged(found: dict[str, str], *, faults: bool) -> Response:
    status = "unavailable" if faults else "ok" if set(found.values()) == {"ok"} else "degraded"
    return _json({"status": status, **found}, 503 if faults else 200)


def _json(document: dict[str, str], status: int) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(json.dumps(document), status, headers, content_type="application/json")
