"""Make a development certificate, so that this machine can sign requests as Alexa does."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from app.settings import Settings
from app.web import devcert


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    parser.add_argument("directory", type=Path)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write it and say how it is used."""
    devcert.create(args.directory, datetime.now(UTC))
    print(
        f"wrote {args.directory}; serve with ALEXA_DEV_CERT={args.directory} on a loopback address"
    )
    return 0
