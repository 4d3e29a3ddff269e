"""Build and check the language: `skill build` writes the package for the ASK CLI, `skill lint` lists all faults."""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from itertools import chain
from pathlib import Path

from app.bootstrap import dump, make_lexicons, open_store, scratch_url
from app.counter import hearing
from app.errors import ArgumentsInvalid
from app.settings import Settings
from audio.pronunciations import by_dictionary, spoken_forms
from audio.vosk_models import find_model
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
    check.add_argument("--locale", help="only what is heard in this one; without it in all")
    for verb in (build, check):
        verb.add_argument("--store", help="database URL; without it the demo menu is taken")
        verb.add_argument("--endpoint", metavar="URL", help="where Alexa finds the service")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write or check; what a shop can live with is a warning, anything else a fault: nothing is written then.

    What Amazon would refuse is told before what takes half a minute to find.
    """
    with ExitStack() as stack:
        url = args.store or stack.enter_context(scratch_url())
        lexicons = make_lexicons(stack.enter_context(open_store(url)))
    chosen = (
        _chosen(lexicons, args.locale) if args.verb == "lint" else _of(lexicons, settings.locale)
    )
    package = packaging.documents(lexicons, args.endpoint, settings.tone)
    found = list(packaging.faults(package))
    if args.verb == "lint" or not _faulty(found):
        found += _all_heard(chosen, settings)
    if args.verb == "build" and not _faulty(found):
        for path in packaging.write(package, args.out):
            print(f"wrote {path}")
    _tell(found, as_json=args.verb == "lint" and args.json)
    return int(_faulty(found))


def _chosen(lexicons: Sequence[Lexicon], locale: str | None) -> Sequence[Lexicon]:
    """Those that are asked for: of a locale, or all."""
    chosen = _of(lexicons, locale) if locale is not None else lexicons
    if not chosen:
        known = ", ".join(one.language.locale for one in lexicons)
        raise ArgumentsInvalid(f"--locale {locale!r} is not one of {known}")
    return chosen


def _of(lexicons: Sequence[Lexicon], locale: str) -> Sequence[Lexicon]:
    return [one for one in lexicons if one.language.locale == locale]


def _faulty(found: Iterable[Finding]) -> bool:
    return any(finding.kind not in lint.WARNINGS for finding in found)


def _tell(found: list[Finding], *, as_json: bool) -> None:
    if as_json:
        print(dump([asdict(finding) for finding in found]))
    else:
        print("\n".join(map(str, found)) or "no findings")


def _all_heard(lexicons: Iterable[Lexicon], settings: Settings) -> list[Finding]:
    """Most of the locales' words are the same."""
    found = (_heard(one, settings) for one in lexicons)
    return list(dict.fromkeys(chain.from_iterable(found)))


def _heard(lexicon: Lexicon, settings: Settings) -> Iterator[Finding]:
    """What a locale's customers could say, and would not be heard or understood."""
    locale = lexicon.language.locale
    yield from lint.unheard(
        lexicon, hearing.words(lexicon, find_model(locale, settings.vosk_model))
    )
    if by_dictionary(locale):
        own = lexicon.pronunciations
        yield from lint.sound_alike(lexicon, lambda words: spoken_forms(words, own))
    yield from lint.faults(lexicon, lint.SAMPLES if locale == settings.locale else lint.FEWER)
