"""The commands, one module each: `configure` adds arguments to a parser, `run` does the work and gives the exit code.

May import everything of ours. A command's help is the first line of its module's docstring.
"""

import argparse
from collections.abc import Mapping
from typing import Protocol

from app.commands import (
    alexa,
    backup,
    bench,
    branches,
    catalog,
    certify,
    consents,
    counter,
    demo,
    devcert,
    devices,
    doctor,
    keyboard,
    keys,
    migrate,
    news,
    notify,
    offers,
    orders,
    recordings,
    replay,
    restore,
    serve,
    skill,
    sources,
    stock,
    voices,
    webhooks,
)
from app.settings import Settings


class Command(Protocol):
    """What a command's module has."""

    __doc__: str | None

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's arguments."""

    def run(self, args: argparse.Namespace, settings: Settings) -> int:
        """Do the work; the exit code."""


COMMANDS: Mapping[str, Command] = {
    "demo": demo,
    "serve": serve,
    "alexa": alexa,
    "counter": counter,
    "replay": replay,
    "recordings": recordings,
    "type": keyboard,
    "catalog": catalog,
    "orders": orders,
    "offers": offers,
    "stock": stock,
    "branches": branches,
    "notify": notify,
    "news": news,
    "consents": consents,
    "devices": devices,
    "keys": keys,
    "webhooks": webhooks,
    "sources": sources,
    "migrate": migrate,
    "backup": backup,
    "restore": restore,
    "skill": skill,
    "voices": voices,
    "certify": certify,
    "devcert": devcert,
    "doctor": doctor,
    "bench": bench,
}
