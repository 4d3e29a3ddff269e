"""One HTTP request, sent just as it is given: headers may be doubled, names and methods wrong. Imports this room's errors.

The larger clients mend what they are given; here what is wrong is the point.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from time import monotonic
from urllib.parse import urlsplit

from app.certify.outcome import Unanswered

LONGEST_S = 8.0
"""Seconds that Alexa waits for an answer"""
_MOST = 1_000_000  # bytes of an answer that are read

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    body: bytes
    seconds: float


def send(url: str, body: bytes, headers: Headers, method: str = "POST") -> Reply:
    """Send it and wait; Unanswered says what went wrong on the way."""
    connection = _connection(url)
    begun = monotonic()
    try:
        connection.putrequest(method, urlsplit(url).path or "/")
        for name, value in (*headers, ("Content-Length", str(len(body)))):
            connection.putheader(name, value.encode())
        connection.endheaders(body)
        answer = connection.getresponse()
        return Reply(answer.status, answer.read(_MOST), monotonic() - begun)
    except TimeoutError:
        raise Unanswered(f"no answer within {LONGEST_S:.0f} s") from None
    except (OSError, HTTPException) as error:
        raise Unanswered(f"no answer: {error or type(error).__name__}") from None
    finally:
        connection.close()


def _connection(url: str) -> HTTPConnection:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=LONGEST_S)
