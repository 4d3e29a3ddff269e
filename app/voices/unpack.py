"""A model's archive becomes its folder, wholly or not at all. May import `app.errors`.

An archive is refused that leaves its folder, has links, or grows beyond what a model has: what it says of its sizes is
checked first, and what comes out is counted as well.
"""

import stat
import tempfile
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from app.errors import CommandFailed

MOST_FILES = 1000
GROWS = 10
"""Times an archive's size that its files may have together"""
ACOUSTIC = PurePosixPath("am", "final.mdl")
"""What makes a folder a model of Vosk"""
_PIECE = 1 << 20


def unpack(archive: Path, name: str, folder: Path) -> Path:
    """Unpack `name` into `folder` and give its path. Raises CommandFailed; then nothing is left there."""
    target = folder / name
    with tempfile.TemporaryDirectory(prefix=".unpacking-", dir=folder) as place:
        try:
            with ZipFile(archive) as zipped:
                members = _checked(zipped, name, archive)
                left = GROWS * archive.stat().st_size
                for member in members:
                    left -= _write(zipped, member, Path(place, member.filename), left)
        except (BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as fault:
            raise CommandFailed(f"{archive.name} cannot be unpacked: {fault}") from fault
        Path(place, name).replace(target)
    return target


def _checked(zipped: ZipFile, name: str, archive: Path) -> list[ZipInfo]:
    """The files; ValueError for what no model's archive has."""
    members = [m for m in zipped.infolist() if not m.is_dir()]
    if len(members) > MOST_FILES:
        raise ValueError(f"{len(members)} files, {MOST_FILES} at most")
    size = sum(member.file_size for member in members)
    if size > GROWS * archive.stat().st_size:
        raise ValueError(f"its files would have {size} bytes, over {GROWS} times its own")
    for member in members:
        path = PurePosixPath(member.filename)
        if ".." in path.parts or path.parts[0] != name or "\\" in member.filename:
            raise ValueError(f"{member.filename!r} is not within the folder {name}")
        if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):  # 0: it does not say
            raise ValueError(f"{member.filename!r} is no plain file")
    if not any(PurePosixPath(m.filename) == PurePosixPath(name) / ACOUSTIC for m in members):
        raise ValueError(f"it holds no model: {name}/{ACOUSTIC} is not there")
    return members


def _write(zipped: ZipFile, member: ZipInfo, path: Path, most: int) -> int:
    """Write one file of at most so many bytes; how many it had."""
    path.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    with zipped.open(member) as source, path.open("xb") as file:
        while piece := source.read(_PIECE):
            size += file.write(piece)
            if size > most:
                raise ValueError("more comes out of it than it says")
    return size
