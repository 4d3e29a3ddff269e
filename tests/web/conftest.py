"""Fixtures of the web tests."""

from collections.abc import Iterator

import pytest

from tests.web.host import Host
from tests.web.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """A certificate host that answers in every bad way, by path."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Host() as started:
        yield started
