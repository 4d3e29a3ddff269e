"""Customers, and the program run as a process or in the tests' own."""

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from app.bootstrap import World
from app.counter.snapshot import snapshot
from app.settings import DEVELOPMENT_SKILL_ID
from app.turn import Door
from skills.envelope import Caller, Envelopes, Session
from skills.lexicon import Lexicon
from skills.understand import Understanding

ROOT = Path(__file__).parents[2]
USER = "amzn1.ask.account.TEST"
Json = dict[str, Any]


@dataclass
class Customer:
    """Makes requests out of sentences, and sends them to a door."""

    door: Door
    lexicon: Lexicon
    world: World
    attributes: Json = field(default_factory=dict)
    """Session attributes of the next request"""

    def request(self, words: str) -> Json:
        """What Alexa would send for a sentence."""
        focus = str(self.attributes.get("question", ""))
        meaning = Understanding(self.lexicon).understand(words, focus)
        caller = Caller(DEVELOPMENT_SKILL_ID, USER, "device", "en-US")
        session = Session("session", attributes=self.attributes)
        new_id, now = self.world.new_id(), self.world.clock()
        return Envelopes(self.lexicon, caller).intent(meaning, session, new_id, now)

    def send(self, request: Json) -> Json:
        """Send a request as it is."""
        return self.door.answer(request, json.dumps(request).encode())

    def say(self, words: str) -> Json:
        """Say a sentence; the talk goes on with the answer's attributes."""
        response = self.send(self.request(words))
        self.attributes = response.get("sessionAttributes") or {}
        return response

    def has(self) -> Json:
        """Cart and order."""
        return snapshot(self.door.shop.store, f"alexa:{USER}")

    def cart(self) -> dict[str, int]:
        """Quantities by product."""
        found = self.has()["cart"]
        return {line["product"]: line["quantity"] for line in found["lines"]} if found else {}


def program(
    *arguments: str | Path, said: str = "", environ: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run `python -m app` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environ or {})},
        input=said,
        capture_output=True,
        text=True,
        errors="surrogateescape",
        timeout=300,
        check=False,
    )


def command(
    *arguments: str | Path, said: str = "", environ: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end in this process, which saves the two seconds that the program takes to start."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, _logging_restored():
        for name, value in {"PYTHONPATH": str(ROOT), **(environ or {})}.items():
            patch.setenv(name, value)
        patch.setattr(sys, "stdin", io.StringIO(said))
        with redirect_stdout(out), redirect_stderr(err):
            try:
                code = main([*map(str, arguments)])
            except SystemExit as end:  # the command line is wrong, or asks for help
                code = int(end.code or 0)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


@contextmanager
def _logging_restored() -> Iterator[None]:
    """Let the program log as it does, and the tests afterwards as before."""
    known = [
        one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)
    ]
    levels = {one: one.level for one in [logging.root, *known]}
    handlers, logging.root.handlers = logging.root.handlers, []
    try:
        yield
    finally:
        logging.root.handlers = handlers
        for one, level in levels.items():
            one.setLevel(level)
