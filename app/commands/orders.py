"""Orders for the staff: `list` and `show` them, `move` one on, note that it is paid (`pay`), give money back (`refund`)."""

import argparse

from sqlalchemy.orm import Session

from app.bootstrap import World, dump, open_store
from app.commands.whole import whole
from app.errors import CommandFailed
from app.settings import Settings
from models import browse, orders, payments
from models.fulfilment import OrderStatus
from models.order_tables import Order, OrderStep

STATUSES = [status.value for status in OrderStatus]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    listing = verbs.add_parser("list", help="orders, newest first")
    listing.add_argument("--status", choices=STATUSES)
    listing.add_argument("--branch", metavar="ID", help="only those of a branch")
    listing.add_argument("--limit", type=whole(1, 100_000), default=50)
    show = verbs.add_parser("show", help="an order and every step it took")
    move = verbs.add_parser("move", help="move an order on, or cancel it")
    pay = verbs.add_parser("pay", help="note that an order is paid")
    refund = verbs.add_parser("refund", help="give a part of what was paid back")
    for verb in (show, move, pay, refund):
        verb.add_argument("number", type=whole(1, 999_999))
    move.add_argument("status", choices=STATUSES)
    refund.add_argument("amount", type=whole(1, 100_000_000), help="in cents, or what they are")
    for verb in (move, refund):
        verb.add_argument("--by", metavar="NAME", help="who does it, for the order's history")
    for verb in (listing, show):
        verb.add_argument("--json", action="store_true")
    for verb in (listing, show, move, pay, refund):
        verb.add_argument("--store", help="database URL (DATABASE_URL)")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do what the verb says."""
    url = args.store or settings.database_url
    with open_store(url, stock=False) as store, store.begin() as session:
        if not browse.is_stocked(session):
            raise CommandFailed("there is no shop in this database; is its URL right?")
        found = _found(session, args)
        if getattr(args, "json", False):
            facts = [_facts(order) for order in found]
            print(dump(facts if args.verb == "list" else _history(found[0]) | facts[0]))
        else:
            print("\n".join(_line(order) for order in found) or "no orders")
            if args.verb == "show":
                print("\n".join(map(_step, found[0].steps)))
    return 0


def _found(session: Session, args: argparse.Namespace) -> list[Order]:
    """Return the orders that the verb is about, after what it does to them."""
    now = World().clock()
    match args.verb:
        case "list":
            status = OrderStatus(args.status) if args.status else None
            return orders.listing(session, status, args.limit, branch_id=args.branch)
        case "move":
            return [orders.move(session, args.number, OrderStatus(args.status), now, args.by)]
        case "pay":
            return [payments.pay(session, args.number, now)]
        case "refund":
            return [payments.refund(session, args.number, args.amount, now, args.by)]
        case _:
            return [orders.numbered(session, args.number)]


def _line(order: Order) -> str:
    items = ", ".join(f"{line.quantity} {_name(line)}" for line in order.lines)
    branch = f" [{order.branch_id}]" if order.branch_id else ""
    return (
        f"{order.number:>5}  {order.status.value:<10} {order.first_name or '-':<12} {items}{branch}"
    )


def _step(step: OrderStep) -> str:
    refund = f", {step.refund} given back" if step.refund else ""
    return f"       {step.at:%Y-%m-%d %H:%M:%S} {step.status.value:<10} {step.who or step.actor.value}{refund}"


def _name(line: orders.OrderLine) -> str:
    options = ", ".join(f"{c.name} ({c.amount})" if c.amount else c.name for c in line.choices)
    return f"{line.product_name} ({options})" if options else line.product_name


def _facts(order: Order) -> dict[str, object]:
    return {
        "number": order.number,
        "status": order.status.value,
        "fulfilment": order.fulfilment.value,
        "address": order.address,
        "branch": order.branch_id,
        "pickup_at": order.pickup_at and order.pickup_at.isoformat(),
        "first_name": order.first_name,
        "placed_at": order.placed_at.isoformat(),
        "promised_at": order.promised_at and order.promised_at.isoformat(),
        "paid_at": order.paid_at and order.paid_at.isoformat(),
        "discounts": order.discounts,
        "points": order.points,
        "points_worth": order.points_worth,
        "earns": order.earns,
        "total": order.total,
        "currency": order.currency,
        "lines": [{"quantity": line.quantity, "name": _name(line)} for line in order.lines],
    }


def _history(order: Order) -> dict[str, object]:
    steps = [
        {
            "status": step.status.value,
            "at": step.at.isoformat(),
            "actor": step.actor.value,
            "who": step.who,
            "refund": step.refund,
        }
        for step in order.steps
    ]
    return {"refunded": order.refunded, "steps": steps}
