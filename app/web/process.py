"""A server in a process of its own, ready when it says so. Imports nothing of ours but the program's errors.

For the demonstration, the benches and the tests.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from app.errors import CommandFailed

READY = "listening on "


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    url: str
    """Of the Alexa door"""
    pid: int


@contextmanager
def serving(environ: Mapping[str, str], *, workers: int = 1) -> Iterator[str]:
    """Run `python -m app serve` on a free port of this machine; gives the URL of the Alexa door."""
    arguments = ["app", "serve", "--bind", "127.0.0.1:0", "--workers", str(workers)]
    with running(arguments, environ) as server:
        yield server.url


@contextmanager
def running(
    arguments: Sequence[str], environ: Mapping[str, str], log: IO[bytes] | None = None
) -> Iterator[Running]:
    """Run `python -m ARGUMENTS`, a program that says as `serve` does where it listens; `log` gets its stderr."""
    process = subprocess.Popen(  # noqa: S603 (our own command)
        [sys.executable, "-m", *arguments],
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    with process:
        try:
            yield Running(_url(process), process.pid)
        finally:
            process.terminate()


def _url(process: "subprocess.Popen[str]") -> str:
    for line in process.stdout or ():
        if line.startswith(READY):
            return line.removeprefix(READY).split()[0]
    raise CommandFailed(f"the server ended with code {process.wait()} before it was ready")
