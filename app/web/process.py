"""A server in a process of its own, ready when it says so. Imports nothing of ours but the program's errors.

For the demonstration, the benches and the tests.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from app.errors import CommandFailed

READY = "listening on "


@contextmanager
def serving(environ: Mapping[str, str], *, workers: int = 1) -> Iterator[str]:
    """Run `python -m app serve` on a free port of this machine; gives the URL of the Alexa door."""
    command = [sys.executable, "-m", "app", "serve", "--bind", "127.0.0.1:0"]
    process = subprocess.Popen(  # noqa: S603 (our own command)
        [*command, "--workers", str(workers)],
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield _url(process)
        finally:
            process.terminate()


def _url(process: "subprocess.Popen[str]") -> str:
    for line in process.stdout or ():
        if line.startswith(READY):
            return line.removeprefix(READY).split()[0]
    raise CommandFailed(f"the server ended with code {process.wait()} before it was ready")
