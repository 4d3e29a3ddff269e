"""What the program counts of itself, for Prometheus. Imports nothing of ours.

Labels have few values each, all of them the program's own words: never what a customer or a program sends. Where several
processes serve, each counts in a file of its own, in one directory, and whichever is asked adds them up.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from time import perf_counter
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, values
from prometheus_client.multiprocess import MultiProcessCollector

_DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""A turn takes some milliseconds; is slow after 1 s, given up after 2; Alexa waits for 8"""


class Meter:
    """Counts. May be used from many threads."""

    def __init__(self) -> None:
        own = CollectorRegistry()
        self.registry = own
        by_turn = ("door", "intent", "outcome")
        self._turns = Counter("countertalk_turns", "Turns answered", by_turn, registry=own)
        self._seconds = Histogram(
            "countertalk_turn_seconds",
            "How long turns took",
            ("door",),
            registry=own,
            buckets=SECONDS,
        )
        self._refusals = Counter(
            "countertalk_refusals", "What was refused", ("door", "kind"), registry=own
        )
        self._attempts = Counter(
            "countertalk_news_attempts",
            "Attempts to send news",
            ("channel", "result"),
            registry=own,
        )
        self._recognitions = Counter(
            "countertalk_recognitions", "Utterances at counters", ("outcome",), registry=own
        )
        self._store_errors = Counter(
            "countertalk_store_errors", "Transactions that the store refused", registry=own
        )
        self._found: Any = cache(lambda metric, *labels: metric.labels(*labels))

    def turn(self, door: str, intent: str, outcome: str, began: float) -> None:
        """A turn has ended that began at a moment of `perf_counter`."""
        self._found(self._turns, door, intent, outcome).inc()
        self._found(self._seconds, door).observe(perf_counter() - began)

    def refused(self, door: str, kind: object) -> None:
        """Something was refused: an error, by its class, or a status of HTTP."""
        name = type(kind).__name__ if isinstance(kind, Exception) else str(kind)
        self._found(self._refusals, door, name).inc()

    def attempted(self, channel: str, result: str) -> None:
        """The notifier tried to send something."""
        self._found(self._attempts, channel, result).inc()

    def recognised(self, outcome: str) -> None:
        """Something was said at a counter."""
        self._found(self._recognitions, outcome).inc()

    def store_failed(self) -> None:
        """The store refused a transaction."""
        self._store_errors.inc()


@contextmanager
def shared() -> Iterator[None]:
    """Let the meters of this process and of its children, made from now on, be added up."""
    owner, directory = os.getpid(), mkdtemp(prefix="countertalk-metrics-")
    os.environ[_DIRECTORY] = directory
    _choose()
    try:
        yield
    finally:
        if os.getpid() == owner:  # a child that ends comes by here too, and others count on
            del os.environ[_DIRECTORY]
            _choose()
            shutil.rmtree(directory, ignore_errors=True)


def _choose() -> None:
    """Have what counts from now on be shared or not; the library looks only when it is imported."""
    values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]


def summed(meter: Meter) -> CollectorRegistry:
    """What there is to be read: of all processes if they share, else of this one."""
    directory = os.environ.get(_DIRECTORY)
    if directory is None or not Path(directory).is_dir():
        return meter.registry
    registry = CollectorRegistry()
    MultiProcessCollector(registry, directory)  # type: ignore[no-untyped-call]
    return registry
