"""Fixtures of the web tests."""

import pickle
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from flask_openapi3 import utils
from pydantic import BaseModel

from tests.web.host import Host
from tests.web.world import World


@pytest.fixture(scope="session", autouse=True)
def schemas() -> Iterator[None]:
    """Makes the schema of a document once: nearly each test makes an API, and half of that time went into its schemas."""
    made = utils.get_model_schema

    @cache
    def kept(*asked: Any) -> bytes:
        return pickle.dumps(made(*asked))

    def copied(model: type[BaseModel], mode: str = "validation") -> Any:
        return pickle.loads(kept(model, mode))  # whoever asked may take it apart

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(utils, "get_model_schema", copied)
        yield


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """A certificate host that answers in every bad way, by path."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Host() as started:
        yield started
