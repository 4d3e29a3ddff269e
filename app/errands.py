"""Small work that a turn leaves behind, done beside the turns: nobody waits for it. Imports nothing of ours.

It may be lost, as when the program ends: only what is done another time as well may be an errand.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import BoundedSemaphore

_LOG = logging.getLogger("countertalk.errands")


class Errands:
    """Does so many at a time; what comes while too many wait is left out."""

    def __init__(self, threads: int = 2, waiting: int = 32) -> None:
        self._threads = ThreadPoolExecutor(threads, "errand")  # threads start as they are needed
        self._places = BoundedSemaphore(threads + waiting)

    def do(self, work: Callable[[], object]) -> bool:
        """Do it soon; False if it is left out."""
        if not self._places.acquire(blocking=False):
            return False
        try:
            self._threads.submit(copy_context().run, self._work, work)
        except RuntimeError:  # the program ends; the turn that leaves it is done all the same
            self._places.release()
            return False
        return True

    def close(self) -> None:
        """Wait until all are done; no more can begin."""
        self._threads.shutdown()

    def _work(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:  # its text may hold what is personal
            _LOG.error("an errand failed: %s", type(error).__name__)
        finally:
            self._places.release()
