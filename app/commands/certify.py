"""What Amazon's certification would find in the package and the service: exit code 1 if anything fails.

Without --url a server is started over a scratch store. With --url and no --cert only what must be refused is sent; with the
development certificate of that server all is, and an order is placed there.
"""

import argparse
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from app.bootstrap import dump, world_for
from app.certify import report, trial
from app.certify.judge import judge
from app.certify.outcome import State
from app.certify.package import Package
from app.certify.service import Service
from app.settings import Settings
from skills.packaging import DIRECTORY


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    parser.add_argument("--url", type=_url, help="a running service; without it one is started")
    parser.add_argument("--cert", type=Path, help="its development certificate's directory")
    parser.add_argument("--package", type=Path, default=DIRECTORY, help="the skill package")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.set_defaults(wrong=parser.error)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Check and print."""
    if args.cert and not args.url:
        args.wrong("--cert belongs to --url: the server started here has a certificate of its own")
    package = Package.read(args.package)
    with ExitStack() as stack:
        service = _service(args, package, settings, stack)
        results = judge(package, service)
    print(dump(report.document(results, service)) if args.json else report.text(results, service))
    return int(any(result.state is State.FAIL for result in results))


def _service(
    args: argparse.Namespace, package: Package, settings: Settings, stack: ExitStack
) -> Service:
    world = world_for(settings)
    if args.url:
        return trial.running(args.url, args.cert, package, settings, world)
    return stack.enter_context(trial.own(package, world))


def _url(text: str) -> str:
    """An address that can be asked."""
    try:
        parts = urlsplit(text)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        right = False
    if not right:
        raise argparse.ArgumentTypeError(f"{text!r}: give a URL like https://shop.example/alexa")
    return text
