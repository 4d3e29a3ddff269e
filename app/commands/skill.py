"""Build and check the language: `skill build` writes the package for the ASK CLI, `skill lint` lists its faults."""

import argparse
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from app.bootstrap import dump, make_lexicon, open_store, scratch_url
from app.settings import Settings
from audio.recognize_pocketsphinx import missing
from skills import interaction_model, lint
from skills.lexicon import Lexicon


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    build = verbs.add_parser("build", help="write the package from language and catalogue")
    build.add_argument("--out", type=Path, default=interaction_model.DIRECTORY)
    check = verbs.add_parser(
        "lint", help="words that cannot be heard, and what cannot be told apart"
    )
    check.add_argument("--json", action="store_true")
    for verb in (build, check):
        verb.add_argument("--store", help="database URL; without it the demo menu is taken")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write or check; what means two things is a fault, a word not heard is a warning."""
    with ExitStack() as stack:
        url = args.store or stack.enter_context(scratch_url())
        lexicon = make_lexicon(stack.enter_context(open_store(url)), settings.locale)
    findings = [*lint.deaf(lexicon, _unheard(lexicon)), *lint.faults(lexicon)]
    if args.verb == "build":
        for path in interaction_model.write(lexicon, args.out):
            print(f"wrote {path}")
    if getattr(args, "json", False):
        print(dump([asdict(finding) for finding in findings]))
    else:
        print("\n".join(map(str, findings)) or "no findings")
    return int(any(finding.kind != "deaf" for finding in findings))


def _unheard(lexicon: Lexicon) -> Callable[[Iterable[str]], list[str]]:
    return lambda words: missing(words, lexicon.language.pronunciations)
