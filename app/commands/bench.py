"""Measure hearing, language, the live counter, a turn, load, bad input, chaos.

Speed and accuracy stand beside a baseline of the same run. A table for people, or one JSON object on stdout with --json.
"""

import argparse

from app.bootstrap import dump
from app.commands import bench_counter, bench_door, bench_hearing, bench_language, bench_shop
from app.settings import Settings

_GROUPS = (bench_hearing, bench_language, bench_counter, bench_door, bench_shop)
_BENCHES = {name: measure for group in _GROUPS for name, measure in group.BENCHES.items()}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    names = parser.add_subparsers(dest="name", metavar="NAME", required=True)
    for group in _GROUPS:
        for bench in group.configure(names):
            bench.add_argument("--json", action="store_true", help="one JSON object on stdout")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Measure and print; 1 if something was wrong that is not a matter of speed."""
    result, text = _BENCHES[args.name](args, settings)
    print(dump(result) if args.json else text)
    return int(bool(result.get("findings")))
