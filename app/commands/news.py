"""What customers were told: `news list` has counts and dead letters, `news retry ID` sends one again."""

import argparse

from app.bootstrap import World, dump, open_store
from app.commands.whole import whole
from app.settings import Settings
from models import news_queue, outbox
from models.news import News


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    listing = verbs.add_parser("list", help="how news ended, and dead letters, newest first")
    listing.add_argument("--limit", type=whole(1, 100_000), default=50)
    listing.add_argument("--json", action="store_true")
    retry = verbs.add_parser("retry", help="send a dead letter again, if it is not too old")
    retry.add_argument("id", type=whole(1, 2**31 - 1))
    for verb in (listing, retry):
        verb.add_argument("--store", help="database URL (DATABASE_URL)")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """List or retry."""
    now = World().clock()
    with (
        open_store(args.store or settings.database_url, stock=False) as store,
        store.begin() as session,
    ):
        if args.verb == "retry":
            outbox.retry(session, args.id, now)
            print(f"news {args.id} is sent again by the next notifier")
            return 0
        counts: dict[str, object] = dict(outbox.counts(session))
        counts["lag_seconds"] = round(news_queue.lag(session, now), 1)
        dead = outbox.dead(session, args.limit)
        if args.json:
            print(dump({"counts": counts, "dead": [_facts(one) for one in dead]}))
            return 0
        print(", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts.items()))
        print("\n".join(map(_line, dead)) or "no dead letters")
    return 0


def _line(one: News) -> str:
    about = f"order {one.order.number}" if one.order else f"{one.subject}"
    return (
        f"{one.id:>6}  {one.created_at:%F %R} {about} {one.kind:<10} {one.channel:<9} {one.error}"
    )


def _facts(one: News) -> dict[str, object]:
    return {
        "id": one.id,
        "event_id": one.event_id,
        "order": one.order.number if one.order else None,
        "subject": one.subject,
        "kind": one.kind,
        "channel": one.channel,
        "created_at": one.created_at.isoformat(),
        "expires_at": one.expires_at.isoformat(),
        "attempts": one.attempts,
        "error": one.error,
    }
