"""What is kept on disk by its content."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from audio.kept import Kept, key


def never() -> str:
    raise AssertionError("made again")


def test_a_text_is_made_once(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "new" / "folder")
    assert kept.get("a", lambda: "0 1 latte\n1\n") == "0 1 latte\n1\n"
    assert Kept(tmp_path / "new" / "folder").get("a", never) == "0 1 latte\n1\n"


def test_keys_differ_wherever_a_part_differs() -> None:
    assert len({key("ab", "c"), key("a", "bc"), key("abc"), key("ab", "c", "")}) == 4


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"checksum\n0 1 mocha", b"half a digest"])
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: bytes) -> None:
    kept = Kept(tmp_path)
    kept.get("a", lambda: "right")
    (tmp_path / "a.txt").write_bytes(damage)
    assert kept.get("a", lambda: "right") == "right"
    assert kept.get("a", never) == "right"


def test_what_was_not_read_for_longest_goes_when_room_is_needed(tmp_path: Path) -> None:
    kept = Kept(tmp_path, limit=600)
    for at, name in enumerate("abc"):
        kept.get(name, lambda: "x" * 130)
        os.utime(tmp_path / f"{name}.txt", (at, at))
    kept.get("a", never)
    os.utime(tmp_path / "a.txt", (10, 10))
    kept.get("d", lambda: "x" * 130)
    assert {file.stem for file in tmp_path.glob("*")} == {"a", "c", "d"}


def test_a_folder_that_cannot_be_used_costs_the_time_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert Kept(tmp_path / "file").get("a", lambda: "made") == "made"


def test_processes_that_write_at_once_leave_a_whole_text(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from audio.kept import Kept\n"
        "for n in range(50):\n"
        "    for name in 'ab':\n"
        "        text = Kept(Path(sys.argv[1]), 300_000).get(name, lambda: name * 200_000)\n"
        "        assert text == name * 200_000\n"
    )
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", program, str(tmp_path)]
    both = [subprocess.Popen(command, cwd=root) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert not list(tmp_path.glob("*.part"))
