"""Puts a saved copy in the place of the embedded store, while it is in use; what was there is saved first."""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from app.bootstrap import open_store
from app.commands.backup import database_of
from app.errors import CommandFailed
from app.settings import Settings
from models import backup

BEFORE = ".before-restore"
"""Behind the name of the store: what it was"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    parser.add_argument("file", type=Path, help="what `backup` made")
    parser.add_argument("--store", help="database URL (DATABASE_URL)")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Bring the copy up to date, then put it back."""
    database = database_of(args.store or settings.database_url)
    if not args.file.is_file():
        raise CommandFailed(f"there is no file {args.file}")
    before = database.with_name(database.name + BEFORE)
    with TemporaryDirectory(dir=database.parent, prefix="restore-") as place:
        newest = Path(place) / "shop.db"
        backup.save(args.file, newest)
        with open_store(f"sqlite:///{newest}", stock=False):
            pass  # its tables are those of this program now
        backup.save(database, before)
        backup.put_back(newest, database)
    print(f"{database} is what {args.file} was; what it was before is in {before}")
    return 0
