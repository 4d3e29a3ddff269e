"""What was offered unasked by each rule of the catalogue and how often it was wanted; carts that were left and recovered."""

import argparse
from dataclasses import asdict

from app.bootstrap import dump, open_store
from app.settings import Settings
from models import cart_reminders, suggestions


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    parser.add_argument("--store", help="database URL (DATABASE_URL)")
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print the counts."""
    with open_store(args.store or settings.database_url) as store, store.read() as session:
        found, carts = suggestions.counts(session), cart_reminders.counts(session)
    if args.json:
        named = {step: {"reminded": n, "recovered": m} for step, (n, m) in carts.items()}
        print(dump({"suggestions": [asdict(one) for one in found], "carts": named}))
        return 0
    for one in found:
        told = f"made {one.made}, accepted {one.accepted}, declined {one.declined}"
        print(f"{one.rule}: {told}, {one.accepted / one.made:.1%} accepted")
    if not found:
        print("nothing was offered yet")
    for step, (reminded, recovered) in carts.items():
        print(f"carts, {step}: reminded {reminded}, recovered {recovered}")
    return 0
