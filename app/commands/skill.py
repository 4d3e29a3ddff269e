"""Build and check the language: `skill build` writes the package for the ASK CLI, `skill lint` lists all faults."""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from app.bootstrap import dump, make_lexicons, open_store, scratch_url
from app.counter import hearing
from app.settings import Settings
from audio.pronunciations import spoken_forms
from skills import lint, packaging
from skills.lexicon import Lexicon
from skills.lint import Finding


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    build = verbs.add_parser(
        "build", help="write the package for all locales, unless there is a fault in it"
    )
    build.add_argument("--out", type=Path, default=packaging.DIRECTORY, metavar="DIR")
    check = verbs.add_parser(
        "lint",
        help="what cannot be heard or told apart in any locale, or is against Amazon's rules",
    )
    check.add_argument("--json", action="store_true")
    for verb in (build, check):
        verb.add_argument("--store", help="database URL; without it the demo menu is taken")
        verb.add_argument("--endpoint", metavar="URL", help="where Alexa finds the service")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write or check; what a shop can live with is a warning, anything else a fault: nothing is written then."""
    with ExitStack() as stack:
        url = args.store or stack.enter_context(scratch_url())
        lexicons = make_lexicons(stack.enter_context(open_store(url)))
    package = packaging.documents(lexicons, args.endpoint, settings.tone)
    own = [one for one in lexicons if one.language.locale == settings.locale]
    found = list(packaging.faults(package))
    for lexicon in own if args.verb == "build" else lexicons:
        found += _heard(lexicon, lexicon.language.locale == settings.locale)
    found = list(dict.fromkeys(found))  # most of the locales' words are the same
    faulty = any(finding.kind not in lint.WARNINGS for finding in found)
    if args.verb == "build" and not faulty:
        for path in packaging.write(package, args.out):
            print(f"wrote {path}")
    _tell(found, as_json=args.verb == "lint" and args.json)
    return int(faulty)


def _tell(found: list[Finding], *, as_json: bool) -> None:
    if as_json:
        print(dump([asdict(finding) for finding in found]))
    else:
        print("\n".join(map(str, found)) or "no findings")


def _heard(lexicon: Lexicon, thorough: bool) -> Iterator[Finding]:
    """What a locale's customers could say, and would not be heard or understood."""
    yield from lint.unheard(lexicon, hearing.words(lexicon))
    if hearing.by_dictionary(lexicon.language.locale):
        own = lexicon.language.pronunciations
        yield from lint.sound_alike(lexicon, lambda words: spoken_forms(words, own))
    yield from lint.faults(lexicon, lint.SAMPLES if thorough else lint.FEWER)
