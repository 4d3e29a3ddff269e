"""Bring the tables of the store up to date. On PostgreSQL this comes before the programs of a new version are started.

On SQLite, and where there are no tables yet, every command does it by itself. Programs that run meanwhile go on, unless the
version's notes say that they must be stopped first.
"""

import argparse

from app.bootstrap import connected, migrated
from app.settings import Settings
from models.revisions import USABLE


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    parser.add_argument("--store", help="database URL (DATABASE_URL)")
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 if there is something to do"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Migrate, or say whether it is needed."""
    with connected(args.store or settings.database_url) as store:
        if args.check:
            found = store.tables()
            print(f"the tables are {found}")
            return 0 if found in USABLE else 1
        before = migrated(store, by_command=True)
        print(f"the tables were {before}; they are {store.tables()}")
    return 0
