"""A shop server within the test's own program: real HTTP, a clock that steps, and answers that can get lost."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from app.bootstrap import World
from app.counter.conversation import Conversation
from app.counter.far import FarShop
from app.counter.far_address import Address
from app.counter.speaking import Speaking
from app.settings import Settings
from app.web.factory import make_counter_door
from models import devices, shelf
from models.base import Store
from models.devices import Key
from skills.lexicon import Lexicon
from skills.understand import Understanding
from skills.wording import Wording
from tests.talk import patient_shop


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Nothing on stderr."""


@dataclass
class Server:
    """The server, and what a test does to it."""

    store: Store
    world: World
    url: str = ""
    lost: int = 0
    """So many answers get lost after the work was done"""
    refused: list[int] = field(default_factory=list)
    """Statuses given instead of doing the work"""
    requests: list[str] = field(default_factory=list)

    def spoiled(self, app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        """Loses answers on the way."""

        def spoil(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            self.requests.append(environ["PATH_INFO"])
            if self.refused:
                start(f"{self.refused.pop(0)} No", [("Retry-After", "0")])
                return [b""]
            if not self.lost:
                return app(environ, start)
            self.lost -= 1
            list(app(environ, lambda *_: None))
            start("502 Bad Gateway", [])
            return [b""]

        return spoil

    def key(self, name: str) -> str:
        """Let a counter in."""
        key = Key(f"{name}-id", f"{name}-secret")
        with self.store.begin() as session:
            devices.add(session, name, key, self.world.clock())
        return key.text

    def shop(self, key: str, patience_s: float = 30) -> FarShop:
        """The way to it."""
        return FarShop(Address.checked(self.url, key), Wording.load("en-US"), patience_s)

    def at(self, shop: FarShop) -> Conversation:
        """Somebody at a counter."""
        return Conversation(shop, self.world.clock, self.world.new_id)


@contextmanager
def far_server(
    store: Store, world: World, lexicon: Lexicon, settings: Settings
) -> Iterator[Server]:
    """Serve the counters' pages over the store."""
    door = make_counter_door(patient_shop(store, settings, world), settings, world)
    with store.read() as session:
        edition = shelf.shop(session).edition
    door.visits.speakings.made = Speaking(edition, lexicon, Understanding(lexicon))
    app = Flask("far")
    app.register_blueprint(door.blueprint())
    server = Server(store, world)
    running = make_server(
        "127.0.0.1", 0, server.spoiled(app.wsgi_app), threaded=True, request_handler=_Quiet
    )
    running.daemon_threads = False  # type: ignore[attr-defined]  # closing waits for streams, which use the store
    server.url = f"http://127.0.0.1:{running.port}"
    thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        running.shutdown()
        thread.join()
        running.server_close()
