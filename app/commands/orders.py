"""Orders for the staff: `orders list` and `orders move NUMBER STATUS`."""

import argparse

from app.bootstrap import World, dump, open_store
from app.commands.whole import whole
from app.errors import CommandFailed
from app.settings import Settings
from models import browse, orders
from models.order_tables import Order, OrderStatus


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    listing = verbs.add_parser("list", help="orders, newest first")
    listing.add_argument("--status", choices=[s.value for s in OrderStatus])
    listing.add_argument("--limit", type=whole(1, 100_000), default=50)
    listing.add_argument("--json", action="store_true")
    move = verbs.add_parser("move", help="move an order on")
    move.add_argument("number", type=whole(1, 999_999))
    move.add_argument("status", choices=[s.value for s in OrderStatus])
    for verb in (listing, move):
        verb.add_argument("--store", help="database URL (DATABASE_URL)")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """List or move."""
    url = args.store or settings.database_url
    with open_store(url, stock=False) as store, store.begin() as session:
        if not browse.is_stocked(session):
            raise CommandFailed("there is no shop in this database; is its URL right?")
        if args.verb == "move":
            found = [orders.move(session, args.number, OrderStatus(args.status), World().clock())]
        else:
            status = OrderStatus(args.status) if args.status else None
            found = orders.listing(session, status, args.limit)
        if getattr(args, "json", False):
            print(dump([_facts(order) for order in found]))
        else:
            print("\n".join(_line(order) for order in found) or "no orders")
    return 0


def _line(order: Order) -> str:
    items = ", ".join(f"{line.quantity} {_name(line)}" for line in order.lines)
    return f"{order.number:>5}  {order.status.value:<10} {order.first_name or '-':<12} {items}"


def _name(line: orders.OrderLine) -> str:
    options = ", ".join(f"{c.name} ({c.amount})" if c.amount else c.name for c in line.choices)
    return f"{line.product_name} ({options})" if options else line.product_name


def _facts(order: Order) -> dict[str, object]:
    return {
        "number": order.number,
        "status": order.status.value,
        "first_name": order.first_name,
        "placed_at": order.placed_at.isoformat(),
        "total": order.total,
        "currency": order.currency,
        "lines": [{"quantity": line.quantity, "name": _name(line)} for line in order.lines],
    }
