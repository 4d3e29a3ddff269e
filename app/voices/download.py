"""A large file over HTTP, resumed where it broke off, and kept only if it is the right one. May import `app.errors`.

The bytes so far stand beside the target under its name and `.part`. The server is asked to go on from there (RFC 9110,
section 14); one that cannot starts anew. What the checksum refuses is deleted.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from time import monotonic

import requests

from app.errors import CommandFailed

_PIECE = 1 << 16
"""Bytes written at once"""


@dataclass(frozen=True)
class Limits:
    """What a download may cost."""

    most_bytes: int = 200 << 20
    connect_s: float = 10.0
    read_s: float = 30.0
    """Longest silence of the server"""
    whole_s: float = 3600.0


def download(
    url: str,
    target: Path,
    sha256: str,
    limits: Limits,
    show: Callable[[int, int | None], None] = lambda done, whole: None,
) -> None:
    """Bring a file; `show` is told the bytes so far, and of how many. Raises CommandFailed with what would help."""
    part = target.with_name(f"{target.name}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        _fetch(url, part, limits, show)
    except requests.RequestException as fault:
        kept = (
            f"; {part.stat().st_size} bytes are kept, the same command goes on"
            if part.exists()
            else ""
        )
        raise CommandFailed(f"{url} could not be fetched: {_reason(fault)}{kept}") from fault
    found = _digest(part)
    if not hmac.compare_digest(found, sha256.lower()):
        part.unlink()
        raise CommandFailed(
            f"{url} is not the file wanted: its SHA-256 is {found}, not {sha256.lower()}; it was deleted, try again"
        )
    part.replace(target)


def _fetch(url: str, part: Path, limits: Limits, show: Callable[[int, int | None], None]) -> None:
    begun, have = monotonic(), part.stat().st_size if part.exists() else 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    timeout = (limits.connect_s, limits.read_s)
    with requests.get(url, headers=headers, timeout=timeout, stream=True) as response:
        if have and response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return  # all of it is there, or it is not that file: the checksum tells
        response.raise_for_status()
        if not _goes_on(response, have):
            have = 0
        whole = _whole(response, have)
        _check_size(url, whole or have, limits)
        with part.open("r+b" if have else "wb") as file:
            file.seek(have)
            response.raw.enforce_content_length = False  # what came before it broke off is kept
            for piece in response.iter_content(_PIECE):
                have += file.write(piece)
                _check_size(url, have, limits)
                if monotonic() - begun > limits.whole_s:
                    raise requests.Timeout(f"it took over {limits.whole_s:g} s")
                show(have, whole)
    if whole and have < whole:
        raise requests.ConnectionError(f"it broke off after {have} of {whole} bytes")


def _goes_on(response: requests.Response, have: int) -> bool:
    """Whether the body begins where ours ends."""
    ranged = response.headers.get("Content-Range", "")
    return response.status_code == HTTPStatus.PARTIAL_CONTENT and ranged.startswith(
        f"bytes {have}-"
    )


def _whole(response: requests.Response, have: int) -> int | None:
    length = response.headers.get("Content-Length", "")
    return have + int(length) if length.isascii() and length.isdigit() else None


def _check_size(url: str, size: int, limits: Limits) -> None:
    if size > limits.most_bytes:
        raise CommandFailed(
            f"{url} has {size >> 20} MB, the limit is {limits.most_bytes >> 20}; give --most-mb if that is right"
        )


def _reason(fault: requests.RequestException) -> str:
    match fault:
        case requests.HTTPError(response=requests.Response() as answer):
            return f"the server answers {answer.status_code} {answer.reason}"
        case requests.ConnectTimeout() | requests.ReadTimeout():
            return "the server does not answer"
        case requests.ConnectionError() if not str(fault).startswith("it broke off"):
            return "there is no connection to the server"
    return str(fault)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
