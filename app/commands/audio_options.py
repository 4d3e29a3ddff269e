"""The arguments that all commands with an ear share."""

import argparse
from pathlib import Path

from audio.ears import KINDS


def add_ear(parser: argparse.ArgumentParser) -> None:
    """Add `--ear` and `--model`."""
    parser.add_argument(
        "--ear", choices=KINDS, default="auto", help="auto: Vosk where a model is installed"
    )
    parser.add_argument("--model", type=Path, help="directory of a Vosk model (VOSK_MODEL_PATH)")
