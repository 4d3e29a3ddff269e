"""Copies the embedded store to a file, while it is in use."""

import argparse
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.errors import ArgumentsInvalid, CommandFailed, UrlInvalid
from app.settings import Settings
from models import backup


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    parser.add_argument("file", type=Path, help="where to; what is there is replaced")
    parser.add_argument("--store", help="database URL (DATABASE_URL)")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Copy it."""
    database = database_of(args.store or settings.database_url)
    if not args.file.parent.is_dir():
        raise ArgumentsInvalid(f"{args.file.parent}: no such directory")
    if args.file.exists() and args.file.samefile(database):
        raise CommandFailed(f"{args.file} is the store itself: name another file")
    backup.save(database, args.file)
    print(f"{database} is saved in {args.file}, {args.file.stat().st_size} bytes")
    return 0


def database_of(url: str) -> Path:
    """The file of an embedded store that exists."""
    try:
        made = make_url(url)
    except ArgumentError as error:
        raise UrlInvalid(error) from error
    if made.get_backend_name() != "sqlite":
        raise CommandFailed("this is for SQLite only: use pg_dump and pg_restore for PostgreSQL")
    path = Path(made.database or "")
    if not path.is_file():
        raise CommandFailed(f"there is no store at {path}")
    return path
