"""Sales and coupons: `list` them with their limits, and how often they were used."""

import argparse
from datetime import datetime

from sqlalchemy.orm import Session

from app.bootstrap import World, dump, open_store
from app.settings import Settings
from models import shelf
from models.pricing import redemptions
from models.pricing.offers import Offer


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    listing = verbs.add_parser("list", help="sales and coupons, in the catalogue's order")
    listing.add_argument("--json", action="store_true")
    listing.add_argument("--store", help="database URL (DATABASE_URL)")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """List them."""
    now = World().clock()
    with open_store(args.store or settings.database_url) as store, store.read() as session:
        facts = listed(session, now)
    nothing = "the catalogue has no offers"
    print(dump(facts) if args.json else "\n".join(map(_line, facts)) or nothing)
    return 0


def listed(session: Session, now: datetime) -> list[dict[str, object]]:
    """Return what the staff want to know of each offer; `used` is None where nothing is counted."""
    used = redemptions.used(session)
    return [_facts(one, used.get(one.id, 0), now) for one in shelf.offers(session)]


def _facts(offer: Offer, used: int, now: datetime) -> dict[str, object]:
    return {
        "id": offer.id,
        "name": offer.name,
        "kind": offer.kind.value,
        "sale": offer.sale,
        "listed": offer.listed,
        "in_force": offer.in_force(now),
        "starts": offer.starts and offer.starts.isoformat(),
        "ends": offer.ends and offer.ends.isoformat(),
        "limit": offer.limit,
        "limit_per_customer": offer.limit_per_customer,
        "used": used if offer.limited else None,
    }


def _line(facts: dict[str, object]) -> str:
    what = "sale" if facts["sale"] else "coupon"
    state = "in force" if facts["in_force"] else "not in force"
    used, limit = facts["used"], facts["limit"]
    count = "" if used is None else f"used {used}" + (f" of {limit}" if limit else "")
    return f"{facts['id']:<24} {what:<6} {facts['kind']:<12} {state:<12} {count}".rstrip()
