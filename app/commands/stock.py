"""Stock for the staff, in each branch: `list` what is counted, `count` a product."""

import argparse

from sqlalchemy.orm import Session

from app.bootstrap import dump, open_store, world_for
from app.commands.whole import whole
from app.settings import Settings
from models import browse, goods_events, stock_count
from models.catalog import Product
from models.stock_count import MOST_PIECES


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    listing = verbs.add_parser("list", help="what is counted, and how much there is")
    listing.add_argument("--json", action="store_true")
    count = verbs.add_parser("count", help="say how much there is of a product")
    count.add_argument("product", metavar="PRODUCT", help="its id")
    count.add_argument("pieces", type=whole(0, MOST_PIECES))
    count.add_argument("--branch", metavar="ID", help="where, in a shop of several branches")
    for verb in (listing, count):
        verb.add_argument("--store", help="database URL (DATABASE_URL)")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do what the verb says."""
    with open_store(args.store or settings.database_url) as store, store.begin() as session:
        if args.verb == "count":
            product = stock_count.count(session, args.product, args.pieces, args.branch)
            what = (product.id, args.pieces, args.branch, None)
            goods_events.counted(session, *what, world_for(settings).clock())
            print(f"{product.id}: {product.stock}" + (f" in {args.branch}" if args.branch else ""))
            return 0
        counted = _counted(session)
        lies = stock_count.by_branch(session, counted)
        facts = [_facts(one, lies[one.id]) for one in counted]
    print(dump(facts) if args.json else "\n".join(map(_line, facts)) or "nothing is counted")
    return 0


def _counted(session: Session) -> list[Product]:
    every = browse.listing(session, limit=MOST_PIECES)
    return [product for product in every if product.stock is not None]


def _facts(product: Product, by_branch: dict[str, int] | None) -> dict[str, object]:
    return {"product": product.id, "stock": product.stock, "branch_stock": by_branch}


def _line(facts: dict[str, object]) -> str:
    branches = facts["branch_stock"]
    where = branches.items() if isinstance(branches, dict) else ()
    return f"{facts['product']:<24} {facts['stock']:>8}  " + ", ".join(f"{b} {n}" for b, n in where)
