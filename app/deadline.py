"""A turn has a deadline: it runs in a thread of its own, and whoever waits for it gives up in time. Imports nothing of ours.

Giving up and committing exclude each other, and whichever comes first decides. So a turn that was given up is rolled back
for certain, and one that is being committed is never called failed.
"""

from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any

_THREADS = 1024
"""At most; they start as needed: one for each turn under way, and for each given up that still waits for a lock"""

Json = dict[str, Any]


class GivenUp(Exception):
    """The time was up before anything was done for good: nothing of the turn has happened."""


class Undecided(Exception):
    """The time was up, or something failed, when the turn was being committed: only the store knows how it ended."""


class PointOfNoReturn:
    """Stands between a turn and what cannot be taken back."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.crossed = False
        self.given_up = False

    def check(self) -> None:
        """Raise `GivenUp` if nobody waits for the turn any more: it need not go on."""
        if self.given_up:
            raise GivenUp

    def cross(self) -> None:
        """Ask right before what cannot be taken back; raises `GivenUp` if it must not be done."""
        with self._lock:
            self.check()
            self.crossed = True

    def give_up(self) -> bool:
        """Give the turn up; False if it is too late for that."""
        with self._lock:
            self.given_up = not self.crossed
            return self.given_up


Work = Callable[[PointOfNoReturn], Json]


@dataclass(frozen=True)
class Patience:
    """How long a turn is waited for, in seconds."""

    slow: float
    """Then the one who waits is told that it takes a moment"""
    deadline: float


@dataclass(frozen=True)
class _Run:
    """A turn under way."""

    point: PointOfNoReturn
    answer: Future[Json]

    def ended(self, wait: float) -> bool:
        """Whether it ends within so many seconds."""
        try:
            self.answer.exception(max(0, wait))
        except TimeoutError:
            return False
        return True


class Runs:
    """The turns under way. One that comes again meanwhile is waited for and not run twice."""

    def __init__(self, threads: int = _THREADS) -> None:
        self._threads = ThreadPoolExecutor(threads, "turn")
        self._lock = Lock()
        self._under_way: dict[Hashable, _Run] = {}

    def run(
        self, key: Hashable, work: Work, patience: Patience, slow: Callable[[], object]
    ) -> Json:
        """Return what `work` does, or raise what it raises, `GivenUp` or `Undecided`; `slow` is called if it takes long."""
        ends = monotonic() + patience.deadline
        run, mine = self._joined(key, work)
        if mine and patience.slow < patience.deadline and not run.ended(patience.slow):
            slow()
        if not run.ended(ends - monotonic()):
            raise GivenUp if run.point.give_up() else Undecided
        try:
            return run.answer.result()
        except Exception as error:
            if run.point.crossed:
                raise Undecided from error
            raise

    def close(self) -> None:
        """Wait until the turns under way have ended, also those that were given up; no more can begin."""
        self._threads.shutdown()

    def _joined(self, key: Hashable, work: Work) -> tuple[_Run, bool]:
        """The run of a key, and whether it begins with this."""
        with self._lock:
            run = self._under_way.get(key)
            if run and not run.point.given_up:
                return run, False
            point = PointOfNoReturn()
            run = _Run(
                point, self._threads.submit(copy_context().run, self._work, key, point, work)
            )
            self._under_way[key] = run
            return run, True

    def _work(self, key: Hashable, point: PointOfNoReturn, work: Work) -> Json:
        """In a thread: one that had to wait for a thread may have been given up already."""
        try:
            point.check()
            return work(point)
        finally:
            with self._lock:
                if self._under_way[key].point is point:
                    del self._under_way[key]
