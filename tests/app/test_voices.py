"""Fetching speech weights from a server of this machine that breaks off, lies, or is gone."""

import hashlib
import io
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from app.__main__ import main
from app.errors import CommandFailed
from app.voices import unpack
from app.voices.download import Limits, download

NAME = "vosk-model-small-xx-0.1"


@dataclass
class Site:
    """A server with one file, and what it was asked for."""

    body: bytes = b""
    ranges: bool = True
    breaks_at: int | None = None
    status: int | None = None
    asked: list[str | None] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            served.asked.append(wanted)
            if served.status:
                self.send_error(served.status)
                return
            start = int(wanted[6:-1]) if wanted and served.ranges else 0
            if start >= len(served.body):
                self.send_error(416)
                return
            self.send_response(206 if start else 200)
            if start:
                size = len(served.body)
                self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
            self.send_header("Content-Length", str(len(served.body) - start))
            self.end_headers()
            self.wfile.write(served.body[start : served.breaks_at])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}/"
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


def archive(files: dict[str, bytes] | None = None) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as zipped:
        for name, body in (files or {f"{NAME}/am/final.mdl": b"weights" * 99}).items():
            zipped.writestr(name, body)
    return buffer.getvalue()


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def fetch(site: Site, to: Path, *more: str) -> int:
    checksum = ["--sha256", sha256(site.body)] if "--sha256" not in more else []
    command = ["voices", "fetch", "xx-XX", "--model", NAME, "--site", site.url, "--to", str(to)]
    return main([*command, *checksum, *more])


def test_a_model_is_fetched_unpacked_and_kept(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.body = archive()
    assert fetch(site, tmp_path) == 0
    assert [p.name for p in tmp_path.iterdir()] == [NAME]
    assert (tmp_path / NAME / "am" / "final.mdl").read_bytes() == b"weights" * 99
    assert fetch(site, tmp_path) == 0
    assert len(site.asked) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{tmp_path / NAME} is installed",
        f"{tmp_path / NAME} is there already",
    ]


def test_what_broke_off_goes_on_where_it_ended(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.body, site.breaks_at = archive(), 60
    assert fetch(site, tmp_path) == 1
    assert "60 bytes are kept, the same command goes on" in capsys.readouterr().err
    site.breaks_at = None
    assert fetch(site, tmp_path) == 0
    assert site.asked == [None, "bytes=60-"]


def test_a_server_that_cannot_go_on_begins_anew(site: Site, tmp_path: Path) -> None:
    site.body, site.ranges = archive(), False
    (tmp_path / f"{NAME}.zip.part").write_bytes(site.body[:60])
    assert fetch(site, tmp_path) == 0


def test_a_whole_part_is_not_fetched_again(site: Site, tmp_path: Path) -> None:
    site.body = archive()
    (tmp_path / f"{NAME}.zip.part").write_bytes(site.body)
    assert fetch(site, tmp_path) == 0


def test_the_wrong_file_is_deleted(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.body = archive()
    assert fetch(site, tmp_path, "--sha256", "0" * 64) == 1
    assert f"its SHA-256 is {sha256(site.body)}, not {'0' * 64}" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("status", "reason"), [(404, "the server answers 404"), (503, "the server answers 503")]
)
def test_a_refusal_is_said(
    site: Site, tmp_path: Path, status: int, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    site.status = status
    assert fetch(site, tmp_path) == 1
    assert reason in capsys.readouterr().err


def test_a_server_that_is_gone_is_said(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fetch(site, tmp_path, "--site", "http://127.0.0.1:9/") == 1
    assert "there is no connection to the server" in capsys.readouterr().err


def test_a_file_that_is_too_large_is_not_taken(site: Site, tmp_path: Path) -> None:
    site.body = bytes(2000)
    limits = Limits(most_bytes=1000)
    with pytest.raises(CommandFailed, match="give --most-mb"):
        download(f"{site.url}x.zip", tmp_path / "x.zip", sha256(site.body), limits)


def test_a_download_that_never_ends_is_given_up(site: Site, tmp_path: Path) -> None:
    site.body = bytes(2000)
    limits = Limits(whole_s=0.0)
    with pytest.raises(CommandFailed, match="it took over 0 s"):
        download(f"{site.url}x.zip", tmp_path / "x.zip", sha256(site.body), limits)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["xx-XX"], "no model is known for xx-XX"),
        (["ko-KR"], "give the archive's checksum"),
        (["en-US", "--sha256", "abc"], "64 hexadecimal digits"),
        (["en-US", "--model", "../evil"], "give a name such as"),
    ],
)
def test_a_call_that_cannot_work_says_what_to_give(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["voices", "fetch", *arguments]) == 2
    assert complaint in capsys.readouterr().err


def link() -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as zipped:
        zipped.writestr(f"{NAME}/am/final.mdl", b"w")
        info = ZipInfo(f"{NAME}/link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        zipped.writestr(info, "/etc/passwd")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"no archive", "not a zip file"),
        (archive({f"{NAME}/../../evil": b"x"}), "not within the folder"),
        (archive({"/etc/evil": b"x"}), "not within the folder"),
        (archive({"other/am/final.mdl": b"x"}), "not within the folder"),
        (archive({f"{NAME}/readme": b"x"}), "it holds no model"),
        (archive({f"{NAME}/am/final.mdl": bytes(10_000_000)}), "over 10 times its own"),
        (archive({f"{NAME}/{n}": b"" for n in range(unpack.MOST_FILES + 1)}), "1000 at most"),
        (link(), "no plain file"),
    ],
)
def test_an_archive_that_does_more_than_hold_a_model_is_refused(
    site: Site, tmp_path: Path, body: bytes, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    site.body = body
    assert fetch(site, tmp_path) == 1
    assert reason in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_each_locale_is_listed_with_its_ear_and_voice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["voices", "list"]) == 0
    listed = dict(line.split("  ear: ") for line in capsys.readouterr().out.splitlines())
    assert listed["ko-KR"].endswith("; voice: ko")
    assert listed["en-US"].endswith("en-us")
    assert "none" not in listed["en-AU"].partition("; voice: ")[2]
