"""Examine this counter: devices, level, ear, weights, voice, store and server; says what to do where one is not well.

Say something while it records a second. Exit code 1 if a part does not work.
"""

import argparse
import sys
from dataclasses import asdict

from app.bootstrap import dump
from app.commands.audio_options import add_ear
from app.commands.shop_options import add_shop, is_far
from app.doctor import shop, sound
from app.doctor.finding import Check, Finding, Level, examined
from app.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    parser.add_argument("--input", default="", help="microphone, by name or number")
    parser.add_argument("--output", default="", help="loudspeaker, by name or number")
    parser.add_argument("--json", action="store_true", help="one JSON array on stdout")
    add_shop(parser)
    add_ear(parser)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Examine; 1 on a fault."""
    findings: list[Finding] = []
    for finding in examined(_checks(args, settings)):
        findings.append(finding)
        if not args.json:
            print(finding.line(), flush=True)
    if args.json:
        print(dump([asdict(finding) for finding in findings]))
    return int(any(finding.level is Level.FAULT for finding in findings))


def _checks(args: argparse.Namespace, settings: Settings) -> list[tuple[str, Check]]:
    names = {"microphone": args.input, "loudspeaker": args.output}
    far, url = is_far(args, settings), args.store or settings.database_url

    def level() -> list[Finding]:
        print("recording a second: say something ...", file=sys.stderr, flush=True)
        return list(sound.level(args.input))

    return [
        ("devices", lambda: sound.devices(names)),
        ("level", level),
        ("voice", lambda: sound.voice(settings.locale)),
        ("ear", lambda: shop.ear(settings, args.ear, args.model, "" if far else url)),
        ("server", lambda: shop.server(settings, args.server or settings.server, args.plain_http))
        if far
        else ("store", lambda: shop.store(url)),
    ]
