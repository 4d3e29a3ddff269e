"""What must hold for every answer of the Alexa door, whatever it was sent. May import `app.bench` and the certification.

A refused request is answered 400 and writes nothing at all; an answered one is valid for Alexa; nothing is ever a 500, says
how the program is made, or breaks off with a traceback in the log.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.bench.fuzz_requests import Case
from app.certify.responses import faults as response_faults

REFUSED = b'{"error":"bad request"}'
INNARDS = (b"Traceback", b"site-packages", b'File "', str(Path(__file__).parents[2]).encode())
Json = dict[str, Any]


@dataclass(frozen=True)
class Answered:
    """What came back, and what was seen beside it."""

    status: int
    body: bytes
    wrote: bool
    """Whether anything was committed to the store meanwhile"""
    log: str
    """What was logged meanwhile"""


def faults(case: Case, sent: bytes, got: Answered) -> Iterator[str]:
    """Name what does not hold; `sent` is the body as it was sent."""
    if got.status not in (200, 400):
        yield f"status {got.status}"
    if any(word in got.body for word in INNARDS):
        yield "the body says how the program is made"
    if "Traceback" in got.log:
        yield f"an error was not expected: {got.log.strip().splitlines()[-1][:200]}"
    if got.status == 400:
        yield from _refused(case, got)
    if got.status == 200:
        yield from _answered(case, sent, got)


def _refused(case: Case, got: Answered) -> Iterator[str]:
    if got.body != REFUSED:
        yield "a refusal tells more than that it is one"
    if got.wrote:
        yield "a refused request changed the store"
    if case.kind == "real":
        yield "a real request was refused"


def _answered(case: Case, sent: bytes, got: Answered) -> Iterator[str]:
    if case.forgery:
        yield f"a forged request was answered: {case.forgery}"
    try:
        response = json.loads(got.body)
    except ValueError:
        yield "the answer is not JSON"
        return
    yield from response_faults(response, json.loads(sent))
