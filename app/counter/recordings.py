"""A folder of utterances with what was understood in each, to be corrected by a person. May import `audio` and the labels.

`labels.json` has the form that `bench accuracy` and `replay` read. Only what was recorded here, and so has
a time, is ever deleted.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter

from app.counter.labels import LABELS, Label, read_labels
from app.errors import CommandFailed
from audio import pcm
from audio.pcm import Samples

if sys.platform != "win32":
    import fcntl

_FORM = TypeAdapter(dict[str, Label])


@dataclass(frozen=True)
class Recordings:
    """One folder; several programs may use it at a time."""

    folder: Path

    def add(self, samples: Samples, label: Label, now: datetime) -> str:
        """Keep an utterance; gives its file's name."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{now:%Y%m%dT%H%M%S%f}.flac"
        pcm.write(self.folder / name, samples)
        with self._changing() as labels:
            labels[name] = label.model_copy(update={"at": now})
        return name

    def labels(self) -> dict[str, Label]:
        """What is said of each file, by name. `CommandFailed` if the labels cannot be read."""
        path = self.folder / LABELS
        try:
            return read_labels(path.read_bytes()) if path.exists() else {}
        except ValueError as error:
            raise CommandFailed(f"{self.folder}: {error}") from error

    def label(self, name: str) -> Label:
        """What is said of one file. `CommandFailed` names those there are."""
        labels = self.labels()
        if name not in labels:
            some = ", ".join(sorted(labels)[:3]) or "none"
            raise CommandFailed(f"{self.folder} has no recording {name!r}; there are: {some} ...")
        return labels[name]

    def correct(self, name: str, label: Label) -> None:
        """Put what a person says of a file in the place of what was understood."""
        with self._changing() as labels:
            labels[name] = label.model_copy(update={"corrected": True})

    def purge(self, now: datetime, keep: timedelta) -> list[str]:
        """Delete what was recorded longer ago; gives the names."""
        recorded = [(name, one.at) for name, one in self.labels().items() if one.at]
        old = [name for name, at in recorded if now - at > keep and Path(name).name == name]
        if old:
            with self._changing() as labels:
                for name in old:
                    (self.folder / name).unlink(missing_ok=True)
                    labels.pop(name, None)
        return old

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Label]]:
        """The labels, to be changed by one program at a time; whole on disk whenever it stops."""
        with (self.folder / f".{LABELS}.lock").open("w") as lock:
            if sys.platform != "win32":
                fcntl.flock(lock, fcntl.LOCK_EX)
            labels = self.labels()
            yield labels
            made = self.folder / f".{LABELS}.new"
            made.write_bytes(_FORM.dump_json(labels, indent=1, exclude_none=True))
            os.replace(made, self.folder / LABELS)  # noqa: PTH105 (the same, and shorter)
