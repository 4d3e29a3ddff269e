"""A server in a process of its own, ready when it says so. Imports nothing of ours but the program's errors.

For the demonstration, the benches and the tests.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from app.errors import CommandFailed

READY = "listening on "
OPERATIONS = "operations on "


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    url: str
    """Of the Alexa door"""
    pid: int
    ended: Callable[[float], int]
    """Waits so many seconds for its end, and gives its exit code"""
    operations: str = ""
    """URL of the pages for those who run the shop, if it has them"""


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
            url, operations = _urls(process)
            yield Running(url, process.pid, process.wait, operations)
        finally:
            process.terminate()


def _urls(process: "subprocess.Popen[str]") -> tuple[str, str]:
    """Where it listens, and where its pages for operations are."""
    operations = ""
    for line in process.stdout or ():
        if line.startswith(OPERATIONS):
            operations = line.removeprefix(OPERATIONS).strip()
        if line.startswith(READY):
            return line.removeprefix(READY).split()[0], operations
    raise CommandFailed(f"the server ended with code {process.wait()} before it was ready")
