"""The mouth: sentences become sound in a process of their own, with a deadline.

A synthesiser that hangs or dies costs one sentence: its process is ended, and the next sentence
gets a new one. Imports only from `audio`.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Self

import numpy as np

from audio.errors import SpeechFailed
from audio.pcm import Samples
from audio.speak_worker import Wanted

DEADLINE_S = 10.0
"""For a sentence; the first one also starts the process, half a second"""
LONGEST_TEXT = 8000
"""Characters; what Alexa allows for speech"""
CACHED = 256
"""Sentences kept"""
WORKER = (sys.executable, "-m", "audio.speak_worker")
_DIED = "the synthesiser's process died"


class Voice:
    """Says sentences in one voice; a context manager, since it owns a process."""

    def __init__(
        self,
        voice: str = "en-US",
        rate: int = 165,
        deadline_s: float = DEADLINE_S,
        worker: Sequence[str] = WORKER,
    ) -> None:
        self.voice = voice
        self.rate = rate
        self._deadline_s = deadline_s
        self._worker = worker
        self._process: subprocess.Popen[bytes] | None = None
        self._said: OrderedDict[Wanted, Samples] = OrderedDict()

    def say(self, text: str) -> Samples:
        """The sound of a text (plain words, no markup). Raises SpeechFailed."""
        wanted = Wanted(" ".join(text.split()), self.voice, self.rate)
        if not wanted.text:
            raise SpeechFailed("there is nothing to say", text)
        if len(wanted.text) > LONGEST_TEXT:
            raise SpeechFailed(f"{len(wanted.text)} characters; {LONGEST_TEXT} at most", text)
        if wanted not in self._said:
            self._said[wanted] = self._render(wanted)
            if len(self._said) > CACHED:
                self._said.popitem(last=False)
        self._said.move_to_end(wanted)
        return self._said[wanted]

    def sentences(self, speech: str) -> Iterator[Samples]:
        """The sound of a text. Raises SpeechFailed."""
        yield self.say(speech)

    def close(self) -> None:
        """End the process, whatever it does."""
        process, self._process = self._process, None
        if process:
            process.kill()
            with contextlib.suppress(BrokenPipeError), process:
                pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _render(self, wanted: Wanted) -> Samples:
        """One sentence from the process, which is killed at the deadline."""
        if self._process and self._process.poll() is not None:
            self.close()
        process = self._process = self._process or _start(self._worker)
        timer = threading.Timer(self._deadline_s, process.kill)
        timer.start()
        try:
            return _exchange(process, wanted)
        except (OSError, EOFError) as fault:
            self.close()
            late = timer.finished.is_set()
            reason = f"no sound within {self._deadline_s:g} s" if late else _DIED
            raise SpeechFailed(reason, wanted.text) from fault
        finally:
            timer.cancel()
            timer.join()


def _start(worker: Sequence[str]) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).resolve().parents[1])
    return subprocess.Popen(  # noqa: S603  our own module, no shell
        worker,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": root},
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
