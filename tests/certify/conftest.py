"""One running service for all tests of this folder; each spoils it and mends it again."""

from collections.abc import Iterator

import pytest

from app.certify.package import Package
from skills.packaging import DIRECTORY
from tests.certify.faulty import Rig, rig


@pytest.fixture(scope="session")
def spoiling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """The service behind its proxy."""
    with rig(tmp_path_factory.mktemp("certify")) as made:
        yield made


@pytest.fixture(scope="session")
def package() -> Package:
    """The committed package; not to be changed."""
    return Package.read(DIRECTORY)
