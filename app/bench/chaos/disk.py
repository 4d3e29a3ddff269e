"""A small disk for the store of a run, which can be made full. Imports processes.

Best a file system of its own in a file, which only root can mount; where that cannot be, processes are forbidden to make
files any longer (RLIMIT_FSIZE), which their writes tell as "file too large" instead of "no space left".
"""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import psutil

from app.bench.chaos.processes import tree

MIB = 1 << 20
PIECE = 64 * 1024


class Disk(Protocol):
    """Where the store is."""

    kind: str
    """How it is made full"""
    path: Path

    def fill(self, pids: Iterable[int]) -> None:
        """Leave no space to these programs and their children."""

    def free(self, pids: Iterable[int]) -> None:
        """Give it back."""


@dataclass
class Mounted:
    """A file system in a file."""

    path: Path
    kind: str = "ext4 in a file, filled to its last byte"

    def fill(self, pids: Iterable[int]) -> None:
        """Write until there is no space left."""
        with suppress(OSError), (self.path / "ballast").open("wb", buffering=0) as file:
            os.posix_fallocate(file.fileno(), 0, max(PIECE, shutil.disk_usage(self.path).free))
        with suppress(OSError), (self.path / "ballast").open("ab", buffering=0) as file:
            while True:
                file.write(bytes(PIECE))

    def free(self, pids: Iterable[int]) -> None:
        """Delete what was written."""
        (self.path / "ballast").unlink(missing_ok=True)


@dataclass
class Limited:
    """An ordinary directory."""

    path: Path
    kind: str = "RLIMIT_FSIZE of the processes"
    _before: tuple[int, int] = field(
        default_factory=lambda: resource.getrlimit(resource.RLIMIT_FSIZE)
    )

    def fill(self, pids: Iterable[int]) -> None:
        """Forbid to write."""
        self._limit(pids, (PIECE, self._before[1]))

    def free(self, pids: Iterable[int]) -> None:
        """Allow it again."""
        self._limit(pids, self._before)

    def _limit(self, pids: Iterable[int], limits: tuple[int, int]) -> None:
        for process in tree(pids):
            with suppress(psutil.Error):
                process.rlimit(psutil.RLIMIT_FSIZE, limits)


@contextmanager
def small(size_mib: int) -> Iterator[Disk]:
    """A disk of so many MiB, if this machine lets us have one; gone afterwards."""
    with TemporaryDirectory(prefix="countertalk-disk-") as folder:
        path = Path(folder) / "mnt"
        path.mkdir()
        Path(folder).chmod(0o755)  # a database's own account has to get there
        if not _mounted(Path(folder) / "image", path, size_mib):
            yield Limited(path)
            return
        try:
            path.chmod(0o755)
            yield Mounted(path)
        finally:
            _run("umount", path) or _run("umount", "--lazy", path)


def _mounted(image: Path, path: Path, size_mib: int) -> bool:
    if os.geteuid() != 0 or not shutil.which("mkfs.ext4"):
        return False
    with image.open("wb") as file:
        file.truncate(size_mib * MIB)
    options = ("-q", "-F", "-m", "0", "-E", "lazy_itable_init=1")
    return _run("mkfs.ext4", *options, image) and _run("mount", "-o", "loop", image, path)


def _run(*command: str | Path) -> bool:
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 (our own words)
    return done.returncode == 0
