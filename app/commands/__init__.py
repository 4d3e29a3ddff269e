"""The commands, one module each: `configure` adds arguments to a parser, `run` does the work and gives the exit code.

May import everything of ours, but only what was asked for: to import all takes seconds. A command's help is its module's
docstring.
"""

import argparse
import ast
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from app.settings import Settings


class Command(Protocol):
    """What a command's module has."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's arguments."""

    def run(self, args: argparse.Namespace, settings: Settings) -> int:
        """Do the work; the exit code."""


COMMANDS = (
    "demo",
    "serve",
    "alexa",
    "counter",
    "replay",
    "recordings",
    "type",
    "catalog",
    "orders",
    "offers",
    "stock",
    "branches",
    "suggestions",
    "notify",
    "news",
    "consents",
    "devices",
    "keys",
    "webhooks",
    "sources",
    "migrate",
    "backup",
    "restore",
    "skill",
    "voices",
    "certify",
    "devcert",
    "doctor",
    "bench",
)
_MODULES = {"type": "keyboard"}
"""Of commands that cannot be named like a module"""


def command(name: str) -> Command:
    """A command, ready to be run."""
    return cast("Command", import_module(f"{__name__}.{_module(name)}"))


def about(name: str) -> str:
    """What a command is for, read without importing it."""
    source = Path(__file__).with_name(f"{_module(name)}.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(source)) or ""


def _module(name: str) -> str:
    return _MODULES.get(name, name)
