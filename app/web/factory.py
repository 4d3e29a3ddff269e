"""Joins the doors for a server's worker: store, skill, verifier. May import everything."""

import atexit
import logging
from contextlib import ExitStack
from threading import BoundedSemaphore

from tenacity import Retrying, before_sleep_log, retry_if_exception_type, wait_random

from app.bootstrap import (
    World,
    alexa_door,
    health,
    make_news,
    make_shop,
    make_visits,
    open_store,
)
from app.counter.grammars import Grammars
from app.hooks import make_hooks
from app.rates import Rate, Rates
from app.settings import Settings
from app.turn import Shop
from app.web import devcert
from app.web.alexa import create_app
from app.web.api.service import make_api, mount
from app.web.certificates import Certificates
from app.web.chain import public_roots
from app.web.chain_fetch import Fetcher
from app.web.counter import CounterDoor
from app.web.counter_keys import Keys
from app.web.counter_news import Streams
from app.web.doors import Doors
from app.web.operations import Readiness, make_operations
from app.web.verify import Verifier
from models.errors import StoreUnavailable

_log = logging.getLogger("countertalk.web")


def make_doors(settings: Settings, bind: str, world: World) -> Doors:
    """Open the store and make the applications; the store is closed when the process ends.

    A store that is away is waited for: gunicorn ends the whole server when a worker that it starts anew cannot begin.
    """
    waiting = Retrying(
        retry=retry_if_exception_type(StoreUnavailable),
        wait=wait_random(0.1, 0.5),
        before_sleep=before_sleep_log(_log, logging.WARNING),
    )
    return waiting(_made, settings, bind, world)


def _made(settings: Settings, bind: str, world: World) -> Doors:
    with ExitStack() as stack:
        store = stack.enter_context(open_store(settings.database_url))
        shop = make_shop(store, settings, world)
        store.on_error = shop.meter.store_failed
        verifier = make_verifier(settings, bind, world)
        app = create_app(verifier, alexa_door(shop).answer, lambda: health(store), shop.meter)
        readiness = Readiness(store, world.clock)
        app.register_blueprint(readiness.blueprint())
        counters = make_counter_door(shop, settings, world)
        watch = counters.streams.desk.watch
        stack.callback(watch.close)
        app.register_blueprint(counters.blueprint())
        rate, hooks = Rate(settings.api_per_minute), make_hooks(settings)
        mount(app, make_api(store, world.clock, rate, hooks, shop.meter))
        atexit.register(stack.pop_all().close)
    return Doors(app, make_operations(shop.meter, readiness), watch.end)


def make_counter_door(shop: Shop, settings: Settings, world: World) -> CounterDoor:
    """Make the pages for counters from afar; at most a quarter of the threads wait with news."""
    visits, rates = make_visits(shop, settings), Rates(shop.store, world.clock, "counter")
    keys = Keys(shop.store, world.clock, rates)
    places = BoundedSemaphore(max(1, settings.threads // 4))
    streams = Streams(make_news(shop, settings), keys.still_valid, places)
    return CounterDoor(keys, visits, Grammars(shop.store, visits.speakings), streams)


def make_verifier(settings: Settings, bind: str, world: World) -> Verifier:
    """Make what tells Alexa's requests from others, with the development certificate where one is set."""
    return Verifier(settings.skill_id, _certificates(settings, bind, world), world.clock)


def check(settings: Settings, bind: str, world: World) -> None:
    """Refuse a start that would be refused in every worker: once, and before any is made."""
    make_hooks(settings)
    if settings.dev_cert:
        devcert.permit(bind, settings.skill_id)
        devcert.load(settings.dev_cert, world.clock())


def _certificates(settings: Settings, bind: str, world: World) -> Certificates:
    if settings.dev_cert is None:
        return Certificates(public_roots(), Fetcher())
    made = devcert.activate(settings.dev_cert, bind, settings.skill_id, world.clock())
    return Certificates(public_roots(), Fetcher(), made.pinned)
