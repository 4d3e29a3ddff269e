"""Joins the Alexa door for a server's worker: store, skill, verifier. May import everything."""

import atexit
from contextlib import ExitStack

from flask import Flask

from app.bootstrap import World, alexa_door, health, make_shop, open_store
from app.settings import Settings
from app.web import devcert
from app.web.alexa import create_app
from app.web.certificates import Certificates
from app.web.chain import public_roots
from app.web.chain_fetch import Fetcher
from app.web.verify import Verifier


def make_app(settings: Settings, bind: str, world: World) -> Flask:
    """Open the store and make the application; the store is closed when the process ends."""
    stack = ExitStack()
    atexit.register(stack.close)
    store = stack.enter_context(open_store(settings.database_url))
    door = alexa_door(make_shop(store, settings, world))
    return create_app(make_verifier(settings, bind, world), door.answer, lambda: health(store))


def make_verifier(settings: Settings, bind: str, world: World) -> Verifier:
    """Make what tells Alexa's requests from others, with the development certificate where one is set."""
    return Verifier(settings.skill_id, _certificates(settings, bind, world), world.clock)


def check(settings: Settings, bind: str, world: World) -> None:
    """Refuse a start that would be refused in every worker: once, and before any is made."""
    if settings.dev_cert:
        devcert.permit(bind, settings.skill_id)
        devcert.load(settings.dev_cert, world.clock())


def _certificates(settings: Settings, bind: str, world: World) -> Certificates:
    if settings.dev_cert is None:
        return Certificates(public_roots(), Fetcher())
    made = devcert.activate(settings.dev_cert, bind, settings.skill_id, world.clock())
    return Certificates(public_roots(), Fetcher(), made.pinned)
