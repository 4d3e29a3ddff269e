"""Load a catalogue: `catalog import FILE` takes our JSON, all or nothing."""

import argparse
from pathlib import Path

from app.bootstrap import open_store
from app.errors import CommandFailed
from app.settings import Settings
from models.catalog_import import load, parse


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    importing = verbs.add_parser(
        "import", help="take a catalogue; faults are named by line and field"
    )
    importing.add_argument("file", type=Path)
    importing.add_argument("--store", help="database URL (DATABASE_URL)")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Import a file."""
    try:
        text = args.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandFailed(f"cannot read {args.file}: {error}") from error
    document = parse(text)
    with open_store(args.store or settings.database_url) as store, store.begin() as session:
        load(session, document)
    print(f"{len(document.products)} products are now sold")
    return 0
