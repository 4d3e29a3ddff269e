"""The process that a voice speaks with: one sentence in, its sound out, never later than a deadline.

A synthesiser that hangs or dies costs one sentence: its process is ended, and the next sentence gets a new one.
Imports only from `audio`.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from typing import IO, Any

import numpy as np

from audio import child
from audio.errors import SpeechFailed
from audio.pcm import Samples
from audio.speak_worker import LIST, Wanted

WORKER = (sys.executable, "-m", "audio.speak_worker")
LISTED_S = 20.0
"""A synthesiser that has not said which voices it has within this time is given up"""
_DIED = "the synthesiser's process died"


class Synthesiser:
    """Owns the process; any thread may ask, one sentence is made at a time."""

    def __init__(self, deadline_s: float, worker: Sequence[str] = WORKER) -> None:
        self._deadline_s = deadline_s
        self._worker = worker
        self._process: subprocess.Popen[bytes] | None = None
        self._one = threading.Lock()

    def start(self) -> None:
        """Start the process, if it is not there, and do not wait for it."""
        with self._one:
            self._started()

    def render(self, wanted: Wanted) -> Samples:
        """The sound of one sentence. Raises SpeechFailed; the process is killed at the deadline."""
        with self._one:
            process = self._started()
            timer = threading.Timer(self._deadline_s, process.kill)
            timer.start()
            try:
                return _exchange(process, wanted)
            except (OSError, EOFError) as fault:
                self._end()
                late = timer.finished.is_set()
                reason = f"no sound within {self._deadline_s:g} s" if late else _DIED
                raise SpeechFailed(reason, wanted.text) from fault
            finally:
                timer.cancel()
                timer.join()

    def close(self) -> None:
        """End the process, whatever it does; a sentence in the making fails."""
        if process := self._process:
            process.kill()
        with self._one:
            self._end()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process and self._process.poll() is not None:
            self._end()
        self._process = self._process or _start(self._worker)
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        child.end(process)


def installed() -> dict[str, list[str]]:
    """The voices of this machine, by their names, each with the languages it speaks. Raises SpeechFailed."""
    try:
        listed = subprocess.run(  # noqa: S603  our own module, no shell
            [*WORKER, LIST],
            capture_output=True,
            timeout=LISTED_S,
            env=child.environment(),
            check=True,
        )
    except subprocess.SubprocessError as fault:
        raise SpeechFailed("the synthesiser does not say which voices it has", "") from fault
    voices: dict[str, list[str]] = json.loads(listed.stdout)
    return voices


def _start(worker: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  our own module, no shell
        worker,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=child.environment(),
    )


def _exchange(process: subprocess.Popen[bytes], wanted: Wanted) -> Samples:
    """Ask for a sentence and wait; EOFError or OSError when the process is gone."""
    asked, answers = _pipes(process)
    asked.write(json.dumps(asdict(wanted)).encode() + b"\n")
    asked.flush()
    line = answers.readline()
    if not line:
        raise EOFError
    head: dict[str, Any] = json.loads(line)
    if "failed" in head:
        raise SpeechFailed(head["failed"], wanted.text)
    size = 2 * int(head["samples"])
    body = answers.read(size)
    if len(body) < size:
        raise EOFError
    return np.frombuffer(body, dtype=np.int16)


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    return process.stdin, process.stdout
