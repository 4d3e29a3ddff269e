"""Branches of the shop: `list` them with their hours, `put` a counter at one."""

import argparse
from datetime import datetime

from app.bootstrap import World, dump, open_store
from app.settings import Settings
from models import counters, shelf
from models.branches import Branch


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    listing = verbs.add_parser("list", help="branches, whether they are open, and their counters")
    listing.add_argument("--json", action="store_true")
    put = verbs.add_parser("put", help="say at which branch a counter stands")
    put.add_argument("counter", metavar="COUNTER")
    put.add_argument("branch", metavar="BRANCH", help="the branch's id")
    for verb in (listing, put):
        verb.add_argument("--store", help="database URL (DATABASE_URL)")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do what the verb says."""
    now = World().clock()
    with open_store(args.store or settings.database_url) as store, store.begin() as session:
        if args.verb == "put":
            counters.put(session, args.counter, args.branch)
            print(f"{args.counter} stands at {args.branch}")
            return 0
        standing = counters.listing(session)
        facts = [_facts(one, standing, now) for one in shelf.branches(session)]
    if args.json:
        print(dump(facts))
    else:
        print(
            "\n".join(map(_line, facts)) or "the shop is one place; a catalogue may list branches"
        )
    return 0


def _facts(branch: Branch, standing: dict[str, str], now: datetime) -> dict[str, object]:
    changes = branch.hours.changes(now)
    return {
        "id": branch.id,
        "name": branch.name,
        "address": branch.address,
        "hours": branch.hours.text,
        "zone": branch.zone,
        "is_open": branch.hours.is_open(now),
        "changes_at": changes and changes.isoformat(),
        "counters": [counter for counter, where in standing.items() if where == branch.id],
    }


def _line(facts: dict[str, object]) -> str:
    state = "open" if facts["is_open"] else "closed"
    return f"{facts['id']:<16} {state:<6} {facts['hours']} ({facts['zone']})  {facts['address']}"
