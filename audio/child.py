"""A process of our own beside this one: what it starts with, how it answers, how it is ended. Imports nothing of ours."""

import contextlib
import os
import subprocess
from pathlib import Path
from typing import BinaryIO


def environment() -> dict[str, str]:
    """This process's own, with our modules to be found from any folder."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}


def own_output() -> BinaryIO:
    """In a child: the pipe to its parent, kept from everything in the child that prints."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answers


def end(process: subprocess.Popen[bytes] | None) -> None:
    """Kill a child, whatever it does, wait for it and close its pipes; None is no child."""
    if process:
        process.kill()
        with contextlib.suppress(BrokenPipeError), process:
            pass
