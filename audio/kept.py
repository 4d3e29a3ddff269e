"""What took long to make, kept on disk by its content: the same key always has the same value.

Imports nothing of ours. Several processes may share a folder: a value is written apart and put in its place in one step, so
what is read is whole or not there; who writes last has written the same. A folder that cannot be used costs the time only.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LIMIT = 200 << 20
"""Bytes of all values; beyond it those not read for longest go"""


def key(*parts: str) -> str:
    """Digest of what a value is made from."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)} {part}".encode())
    return digest.hexdigest()


@dataclass(frozen=True)
class Kept:
    """Texts by key in one folder."""

    folder: Path
    limit: int = LIMIT

    def get(self, name: str, make: Callable[[], str]) -> str:
        """The text of a key (see `key`); made, and kept, if it is not there or damaged."""
        file = self.folder / f"{name}.txt"
        with suppress(OSError, UnicodeDecodeError):
            check, _, text = file.read_text(encoding="utf-8").partition("\n")
            if check == key(text):
                os.utime(file)
                return text
        text = make()
        with suppress(OSError):
            self._write(file, text)
            self._trim()
        return text

    def _write(self, file: Path, text: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as part:
                part.write(f"{key(text)}\n{text}")
            Path(name).replace(file)
        finally:
            Path(name).unlink(missing_ok=True)

    def _trim(self) -> None:
        """Remove what was not read for longest; others may remove it at the same time."""
        found = sorted(self.folder.glob("*.txt"), key=lambda file: -file.stat().st_mtime_ns)
        left = self.limit
        for file in found:
            left -= file.stat().st_size
            if left < 0:
                file.unlink(missing_ok=True)
