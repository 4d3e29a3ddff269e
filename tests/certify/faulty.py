"""The real service behind a proxy that spoils one thing, over real HTTP.

The proxy holds the development key, so that it can change a request and sign it again: a service that does not check.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from app.bootstrap import World, alexa_door, health, make_shop, open_store
from app.certify.package import Package
from app.certify.service import Service
from app.settings import DEVELOPMENT_SKILL_ID, Settings
from app.web import devcert
from app.web.alexa import create_app
from app.web.devcert import Signer
from app.web.factory import make_verifier
from skills.packaging import DIRECTORY

Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One request on its way through the proxy."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes

    def document(self) -> Json:
        """The body as an object; empty where it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def without(self, *names: str) -> "Call":
        lower = {name.lower() for name in names}
        return replace(
            self, headers=[pair for pair in self.headers if pair[0].lower() not in lower]
        )

    def signed(self, signer: Signer, body: bytes | None = None) -> "Call":
        """The same, or another body, as Alexa would send it."""
        sent = self.body if body is None else body
        headers = signer.sign(sent)
        kept = self.without(*headers).headers
        return replace(self, headers=[*kept, *headers.items()], body=sent)


@dataclass(frozen=True)
class Answer:
    """What goes back."""

    status: int
    body: bytes

    def document(self) -> Json:
        found: Json = json.loads(self.body)
        return found


Forward = Callable[[Call], Answer]
Fault = Callable[[Call, Forward, Signer], Answer]


class Proxy:
    """A WSGI application in front of another; `fault` may be changed between requests."""

    def __init__(self, app: Flask, signer: Signer) -> None:
        self.fault: Fault = lambda call, forward, _: forward(call)
        self.signer = signer
        self._client = app.test_client()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        call = Call(request.method, request.path, list(request.headers.items()), request.get_data())
        answer = self.fault(call, self._forward, self.signer)
        response = Response(answer.body, answer.status, content_type="application/json")
        return response(environ, start_response)

    def _forward(self, call: Call) -> Answer:
        headers = call.without("Host", "Content-Length").headers
        found = self._client.open(call.path, method=call.method, headers=headers, data=call.body)
        return Answer(found.status_code, found.data)


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Leave the line out."""


@dataclass(frozen=True)
class Rig:
    """The proxy, and how to ask it."""

    proxy: Proxy
    url: str
    package: Package

    def service(self, signer: Signer | None = None) -> Service:
        """A new look at the service."""
        world = World()
        signer = signer or self.proxy.signer
        return Service(
            self.url, self.package, DEVELOPMENT_SKILL_ID, signer, world.clock, world.new_id
        )


@contextmanager
def rig(directory: Path) -> Iterator[Rig]:
    """The real application over a new store, behind the proxy."""
    world = World()
    made = devcert.create(directory / "cert", world.clock())
    settings = Settings(dev_cert=directory / "cert", skill_id=DEVELOPMENT_SKILL_ID)
    with ExitStack() as stack:
        store = stack.enter_context(open_store(f"sqlite:///{directory}/shop.db"))
        door = alexa_door(make_shop(store, settings, world))
        verifier = make_verifier(settings, "127.0.0.1:0", world)
        proxy = Proxy(create_app(verifier, door.answer, lambda: health(store)), made.signer)
        server = make_server("127.0.0.1", 0, proxy, request_handler=Quiet)
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        stack.callback(server.server_close)
        stack.callback(thread.join)
        stack.callback(server.shutdown)
        url = f"http://127.0.0.1:{server.server_port}/alexa"
        yield Rig(proxy, url, Package.read(DIRECTORY))
