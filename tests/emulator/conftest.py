"""One running skill for all tests of the offline Alexa; small ones are made by the test."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.bootstrap import World
from app.emulator.alexa import Alexa
from app.emulator.device import Device
from app.emulator.host import Place, Skill, reached
from app.emulator.model import PACKAGE, Model, Speech
from app.emulator.resolve import Resolver
from app.settings import Settings
from app.web import devcert
from app.web.devcert import Signer
from tests.conftest import Clock
from tests.emulator.canned import Canned
from tests.emulator.world import tea_house


@pytest.fixture(scope="session", autouse=True)
def clean() -> Iterator[None]:
    """No setting of this machine counts."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("ALEXA_SKILL_ID", "ALEXA_DEV_CERT", "DATABASE_URL", "COUNTERTALK_LOCALE"):
            patch.delenv(name, raising=False)
        patch.setenv("NO_PROXY", "127.0.0.1")
        yield


@pytest.fixture(scope="session")
def skill() -> Iterator[Skill]:
    """Our skill on a server of its own."""
    with reached(Place(), Settings(), World()) as found:
        yield found


@pytest.fixture(scope="session")
def speech() -> Speech:
    return Speech.load()


@pytest.fixture(scope="session")
def resolver(speech: Speech) -> Resolver:
    """By our package."""
    return Resolver(Model.read(PACKAGE, "en-US"), speech)


@pytest.fixture(scope="session")
def small(speech: Speech) -> Resolver:
    """By the tea house's package."""
    return Resolver(tea_house(), speech)


@pytest.fixture(scope="session")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    directory: Path = tmp_path_factory.mktemp("cert")
    return devcert.create(directory / "dev", datetime.now(UTC)).signer


@pytest.fixture
def customer(signer: Signer, clock: Clock, new_id: Callable[[], str]) -> Callable[[Canned], Alexa]:
    """Makes somebody at the tea house."""

    def make(server: Canned, *, screen: bool = False) -> Alexa:
        device = Device("amzn1.ask.skill.dev-tea", screen=screen)
        return Alexa(tea_house(), device, server.door(signer), clock, new_id)

    return make
