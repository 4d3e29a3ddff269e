"""A program for the server tests: python -m tests.web.served DIRECTORY [broken]."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from app.web import devcert, server
from app.web.alexa import create_app
from app.web.certificates import Certificates
from app.web.chain import public_roots
from app.web.chain_fetch import Fetcher
from app.web.verify import Verifier
from app.web.worker import PatientWorker

BIND = "127.0.0.1:0"
SKILL = devcert.DEV_SKILL + "served"


def now() -> datetime:
    return datetime.now(UTC)


def factory() -> Flask:
    made_in = os.getpid()
    dev = devcert.activate(Path(sys.argv[1]), BIND, SKILL, now())
    certificates = Certificates(public_roots(), Fetcher(), dev.pinned)

    def answer(document: dict[str, Any], raw: bytes) -> dict[str, Any]:
        return {"worker": os.getpid(), "parent": os.getppid(), "made_in": made_in}

    return create_app(Verifier(SKILL, certificates, now), answer, lambda: {"status": "ok"})


def broken() -> Flask:
    raise RuntimeError("the shop cannot be opened")


if __name__ == "__main__":
    PatientWorker.longest_s = 0.5
    server.run(broken if "broken" in sys.argv else factory, BIND, workers=2, threads=2)
