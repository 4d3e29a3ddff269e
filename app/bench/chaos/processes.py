"""Which processes of a run live. Imports nothing of ours."""

from collections.abc import Iterable
from contextlib import suppress
from time import monotonic, sleep

import psutil

SOON_S = 180.0
"""A death is late where it waits for a disk"""


def tree(pids: Iterable[int]) -> list[psutil.Process]:
    """Programs with all their children, as far as they live."""
    found = []
    for pid in pids:
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            found += [process, *process.children(recursive=True)]
    return found


def lives(pid: int) -> bool:
    """Whether it is there, and no zombie."""
    with suppress(psutil.Error):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def await_death(pid: int) -> None:
    """Wait until one that was killed lives no longer, or `SOON_S` are over."""
    ends = monotonic() + SOON_S
    while lives(pid) and monotonic() < ends:
        sleep(0.01)
