"""The service that is certified: one of its own over a scratch store, or one that runs already. May import everything."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from app.bootstrap import MENU, World, open_store, scratch_url
from app.certify.package import Package
from app.certify.service import Service
from app.certify.wire import LONGEST_S
from app.errors import CommandFailed
from app.settings import DEVELOPMENT_SKILL_ID, Settings
from app.web import devcert
from app.web.process import serving
from models.catalog_import import load, parse

_PORTS = {"http": 80, "https": 443}


@contextmanager
def own(package: Package, world: World) -> Iterator[Service]:
    """Start a server with a certificate made for it; a product of the demo menu gets an odd name."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(TemporaryDirectory(prefix="countertalk-")))
        made = devcert.create(directory / "cert", world.clock())
        database = stack.enter_context(scratch_url())
        odd = _stocked(database)
        environ = {
            "DATABASE_URL": database,
            "ALEXA_DEV_CERT": str(directory / "cert"),
            "ALEXA_SKILL_ID": DEVELOPMENT_SKILL_ID,
        }
        url = stack.enter_context(serving(environ))
        yield _service(url, package, DEVELOPMENT_SKILL_ID, made.signer, world, odd)


def _stocked(database: str) -> str:
    """Load the demo menu, with a name that needs escaping; gives that product's id."""
    menu = json.loads(MENU.read_text(encoding="utf-8"))
    product = menu["products"][-1]
    product["name"] += " & more"
    del menu["translations"]  # they go by names
    with open_store(database, stock=False) as store, store.begin() as session:
        load(session, parse(json.dumps(menu)))
    return str(product["id"])


def running(
    url: str, cert: Path | None, package: Package, settings: Settings, world: World
) -> Service:
    """A service that runs already; with its development certificate it can be spoken to."""
    parts = urlsplit(url)
    address = (parts.hostname or "", parts.port or _PORTS[parts.scheme])
    try:
        socket.create_connection(address, LONGEST_S).close()
    except OSError as error:
        raise CommandFailed(f"{url} cannot be reached: {error.strerror or error}") from error
    signer = devcert.load(cert, world.clock()).signer if cert else None
    return _service(url, package, settings.skill_id, signer, world)


def _service(
    url: str,
    package: Package,
    skill_id: str,
    signer: devcert.Signer | None,
    world: World,
    odd: str = "",
) -> Service:
    return Service(url, package, skill_id, signer, world.clock, world.new_id, odd)
