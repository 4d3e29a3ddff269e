"""The skill that is talked to: one at a URL, or a server started for it.

May import this room, `app.web` and `app.bootstrap`.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from app.bootstrap import World, open_store, scratch_url
from app.emulator.alexa import Alexa
from app.emulator.device import Device
from app.emulator.model import PACKAGE, Model
from app.errors import ArgumentsInvalid
from app.settings import Settings
from app.web import devcert
from app.web.client import SignedDoor
from app.web.process import serving
from models.base import Store


@dataclass(frozen=True)
class Place:
    """Where the skill is, which package, and who signs; what is not given is made."""

    url: str | None = None
    cert: Path | None = None
    """Directory of the development certificate"""
    store: str | None = None
    """Database URL of the skill's store"""
    package: Path = PACKAGE


@dataclass(frozen=True)
class Skill:
    """A skill within reach."""

    door: SignedDoor
    model: Model
    store: Store | None
    """None: it is another's, and its carts cannot be seen"""
    settings: Settings
    world: World

    def alexa(self, *, screen: bool = False) -> Alexa:
        """A device of a customer that the skill has not met."""
        world, settings = self.world, self.settings
        user, locale = f"amzn1.ask.account.{world.new_id()}", settings.locale
        device = Device(settings.skill_id, user, settings.device_id, locale, screen)
        return Alexa(self.model, device, self.door, world.clock, world.new_id)


@contextmanager
def reached(place: Place, settings: Settings, world: World) -> Iterator[Skill]:
    """Reach the skill, or start it with answers that are always worded alike."""
    model = Model.read(place.package, settings.locale)
    with ExitStack() as stack:
        if place.url:
            _check(place.url)
            cert = place.cert or settings.dev_cert
            if cert is None:
                raise ArgumentsInvalid(
                    "--url needs the certificate that this skill trusts: --cert DIR"
                )
            store = stack.enter_context(open_store(place.store)) if place.store else None
            door = SignedDoor(place.url, devcert.load(cert, world.clock()).signer)
        else:
            url = place.store or stack.enter_context(scratch_url())
            store = stack.enter_context(open_store(url))
            door = _started(stack, place, url, settings, world)
        yield Skill(door, model, store, settings, world)


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise ArgumentsInvalid(
            f"--url {url!r}: give an address such as http://127.0.0.1:5000/alexa"
        )


def _started(
    stack: ExitStack, place: Place, url: str, settings: Settings, world: World
) -> SignedDoor:
    if place.cert:
        directory, made = place.cert, devcert.load(place.cert, world.clock())
    else:
        directory = Path(stack.enter_context(TemporaryDirectory(prefix="countertalk-"))) / "cert"
        made = devcert.create(directory, world.clock())
    environ = {
        "DATABASE_URL": url,
        "ALEXA_DEV_CERT": str(directory),
        "ALEXA_SKILL_ID": settings.skill_id,
        "COUNTERTALK_VARIANTS": "first",
    }
    return SignedDoor(stack.enter_context(serving(environ, workers=1)), made.signer)
