"""Ears and voices of each locale: `voices list` says what is installed, `voices fetch LOCALE` brings Vosk's model."""

import argparse
import re
import sys
from pathlib import Path

from app.bootstrap import dump
from app.errors import ArgumentsInvalid
from app.settings import Settings
from app.voices.download import Limits, download
from app.voices.known import SITE, Model, model_for
from app.voices.unpack import unpack
from audio.pronunciations import by_dictionary
from audio.speak_process import installed
from audio.speak_worker import best_voice
from audio.vosk_models import find_model
from skills.language import locales

CACHE = Path.home() / ".cache" / "vosk"
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_NAME = re.compile(r"vosk-model-[a-z0-9][a-z0-9.-]*")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    listing = verbs.add_parser("list", help="what each locale is heard and spoken with")
    listing.add_argument("--json", action="store_true")
    fetch = verbs.add_parser(
        "fetch", help="bring Vosk's model for a locale; goes on where it broke off"
    )
    fetch.add_argument("locale", help="such as en-US")
    fetch.add_argument("--model", help="another model of Vosk, by its name")
    fetch.add_argument("--sha256", help="checksum of the archive, where none is known here")
    fetch.add_argument("--site", default=SITE, help="where the archives are")
    fetch.add_argument(
        "--to", type=Path, default=CACHE, help="folder for the model (~/.cache/vosk)"
    )
    fetch.add_argument("--most-mb", type=int, default=200, help="largest archive taken, MB")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """List or fetch."""
    return _list(args.json, settings) if args.verb == "list" else _fetch(args)


def _list(as_json: bool, settings: Settings) -> int:
    voices = installed()
    rows = [_row(locale, voices, settings.vosk_model) for locale in locales()]
    if as_json:
        print(dump({"locales": rows}))
    else:
        print("\n".join("{locale}  ear: {ear}; voice: {voice}".format(**row) for row in rows))
    return 0


def _row(locale: str, voices: dict[str, list[str]], named: Path | None) -> dict[str, str]:
    found = find_model(locale, named)
    model = model_for(locale)
    english = "PocketSphinx" if by_dictionary(locale) else "none"
    more = f" (voices fetch {locale}: {model.name})" if model else ""
    ear = f"Vosk, {found}" if found else english + more
    return {"locale": locale, "ear": ear, "voice": best_voice(voices, locale) or "none"}


def _fetch(args: argparse.Namespace) -> int:
    model, sha256 = _wanted(args)
    target = args.to / model.name
    if target.exists():
        print(f"{target} is there already")
        return 0
    archive = args.to / f"{model.name}.zip"
    limits = Limits(most_bytes=args.most_mb << 20)
    download(model.url(args.site), archive, sha256, limits, _progress)
    try:
        print(f"{unpack(archive, model.name, args.to)} is installed", flush=True)
    finally:
        archive.unlink()
    return 0


def _wanted(args: argparse.Namespace) -> tuple[Model, str]:
    """The model and its checksum; ArgumentsInvalid says what else to give."""
    model = Model(args.model) if args.model else model_for(args.locale)
    if model is None:
        raise ArgumentsInvalid(
            f"no model is known for {args.locale}; choose one at {SITE} and give its name with --model"
        )
    if not _NAME.fullmatch(model.name):
        raise ArgumentsInvalid(
            f"--model {model.name}: give a name such as vosk-model-small-en-us-0.15"
        )
    sha256 = args.sha256 or next(
        (m.sha256 for m in [model_for(args.locale)] if m and m.name == model.name and m.sha256), ""
    )
    if not _SHA256.fullmatch(sha256):
        raise ArgumentsInvalid(
            f"{model.name}: give the archive's checksum, 64 hexadecimal digits, with --sha256"
        )
    return model, sha256


def _progress(done: int, whole: int | None) -> None:
    if sys.stderr.isatty():
        of = f" of {whole >> 20}" if whole else ""
        print(f"\r{done >> 20}{of} MB", end="", file=sys.stderr, flush=True)
