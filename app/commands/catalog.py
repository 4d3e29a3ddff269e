"""Load a catalogue: `catalog import FILE` takes our JSON, all or nothing."""

import argparse
from pathlib import Path

from app.bootstrap import World, open_store
from app.errors import CommandFailed
from app.settings import Settings
from models import goods_events
from models.catalog_import import load, parse
from models.translations import translated
from skills import lint
from skills.language import Language
from skills.lexicon import Lexicon


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
    url = args.store or settings.database_url
    with open_store(url, stock=False) as store, store.begin() as session:
        load(session, document)
        language = Language.load(settings.locale)
        _check_names(Lexicon(language, translated(session, language.language)))
        goods_events.loaded(session, World().clock())
    print(f"{len(document.products)} products are now sold")
    return 0


def _check_names(lexicon: Lexicon) -> None:
    """Refuse names that mean something else at the counter; nothing is loaded then."""
    findings = [*lint.same_names(lexicon), *lint.sentence_names(lexicon)]
    if findings:
        raise CommandFailed("\n".join(map(str, findings)))
