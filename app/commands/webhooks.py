"""Webhooks to the staff's systems: `webhooks add URL`, `list`, and `rotate`, `remove`, `test`, `dead`, `retry` with an ID.

`notify` sends what happens to each endpoint, in order, signed as Standard Webhooks has it. Secrets are shown once and kept
sealed by COUNTERTALK_WEBHOOK_KEY, which `webhooks key` makes. From where messages are taken: `sources`.
"""

import argparse
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.bootstrap import World, dump, open_store
from app.commands.whole import whole
from app.errors import CommandFailed
from app.hooks import Hooks, make_hooks
from app.notifier.carrier import NotCarried
from app.notifier.webhooks import Poster, make_outward
from app.settings import Settings
from models import webhook_outbox, webhook_secrets, webhooks
from models.events import Kind
from models.sealing import Seal
from models.webhook_outbox import Posting
from models.webhook_tables import WebhookDelivery, WebhookEndpoint

_SAID = {"rotate": "give an endpoint its next secret; both sign for --overlap hours",
         "remove": "send nothing there any more",
         "test": "send a message now, and say how it went",
         "dead": "what an endpoint did not take",
         "retry": "enable an endpoint again and send it its dead letters"}  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("key", help="make a key for COUNTERTALK_WEBHOOK_KEY")
    made = [verbs.add_parser("list", help="endpoints, and how deliveries ended")]
    adding = verbs.add_parser("add", help="send what happens to a URL; prints its secret")
    adding.add_argument("url", metavar="URL", help="https://...")
    kinds = [kind.value for kind in Kind]
    adding.add_argument(
        "types", nargs="*", metavar="TYPE", help=f"of {', '.join(kinds)}; none: everything"
    )
    for name, said in _SAID.items():
        verb = verbs.add_parser(name, help=said)
        verb.add_argument("id", metavar="ID")
        made.append(verb)
        if name == "rotate":
            verb.add_argument("--overlap", type=whole(0, 168), default=24, metavar="HOURS")
        if name == "dead":
            verb.add_argument("--limit", type=whole(1, 100_000), default=50)
    for verb in (adding, *made):
        verb.add_argument("--store", help="database URL (DATABASE_URL)")
        verb.add_argument("--json", action="store_true")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do what the verb says."""
    if args.verb == "key":
        print(Seal.new_key())
        return 0
    hooks, now = make_hooks(settings), World().clock()
    with open_store(args.store or settings.database_url, stock=False) as store:
        if args.verb == "test":
            with store.read() as session:
                posting = _posting(session, args.id, hooks, now)
            facts, line = _sent(posting, hooks)
        else:
            with store.begin() as session:
                facts, line = _VERBS[args.verb](session, args, hooks, now)
    # Only now: a secret that was shown is one that is kept.
    print(dump(facts) if args.json else line)
    return 0


def _add(
    session: Session, args: argparse.Namespace, hooks: Hooks, now: datetime
) -> tuple[object, str]:
    hooks.guard.check_url(args.url)
    if strange := [one for one in args.types if one not in list(Kind)]:
        raise CommandFailed(f"{strange[0]!r} is no type of event; there are: {', '.join(Kind)}")
    secret, kinds = webhook_secrets.make(hooks.random), [Kind(one) for one in args.types]
    wanted = webhooks.Wanted(hooks.new_id(), args.url, kinds, "shell")
    made = webhooks.add(session, wanted, secret, hooks.seal, now, hooks.keep)
    return _facts(made) | {"secret": secret}, f"{made.id}\n{secret}\nThe secret is shown only now."


def _list(
    session: Session, _args: argparse.Namespace, _hooks: Hooks, _now: datetime
) -> tuple[object, str]:
    found = [(one, webhook_outbox.counts(session, one.id)) for one in webhooks.listing(session)]
    lines = [
        f"{one.id}  {_state(one):<40}  {one.url}  {' '.join(one.kinds) or 'everything'}\n    "
        + ", ".join(f"{name} {many}" for name, many in counts.items())
        for one, counts in found
    ]
    facts = [_facts(one) | {"counts": dict(counts)} for one, counts in found]
    return facts, "\n".join(lines) or "no webhooks; add one: webhooks add URL"


def _rotate(
    session: Session, args: argparse.Namespace, hooks: Hooks, now: datetime
) -> tuple[object, str]:
    one, secret = webhooks.get(session, args.id), webhook_secrets.make(hooks.random)
    overlap, holder = timedelta(hours=args.overlap), webhooks.holder(one.id)
    webhook_secrets.keep(session, holder, secret, hooks.seal, now, overlap)
    return _facts(one) | {"secret": secret}, f"{secret}\nThe secret is shown only now."


def _remove(
    session: Session, args: argparse.Namespace, _hooks: Hooks, _now: datetime
) -> tuple[object, str]:
    webhooks.remove(session, args.id)
    return {"id": args.id}, f"{args.id} is sent nothing any more"


def _posting(session: Session, endpoint_id: str, hooks: Hooks, now: datetime) -> Posting:
    one = webhooks.get(session, endpoint_id)
    sealed = webhook_secrets.sealed(session, webhooks.holder(one.id), now)
    name, data = f"test_{hooks.new_id()}", {"webhook": one.id}
    return Posting(0, name, "webhook.test", now, data, one.id, one.url, sealed, 0)


def _sent(posting: Posting, hooks: Hooks) -> tuple[object, str]:
    """Send a message, with no transaction open meanwhile."""
    try:
        Poster(hooks, World().clock, make_outward(hooks)).send(posting)
    except NotCarried as error:
        raise CommandFailed(f"{posting.url} did not take it: {error}") from None
    said = f"{posting.url} took {posting.event_id}"
    return {"id": posting.endpoint_id, "message": posting.event_id}, said


def _dead(
    session: Session, args: argparse.Namespace, _hooks: Hooks, _now: datetime
) -> tuple[object, str]:
    found = webhook_outbox.dead(session, args.id, args.limit)
    lines = [
        f"{one.event.at:%F %R}  {one.event.event_id:<24} {one.event.kind:<18} {one.error}"
        for one in found
    ]
    return [_letter(one) for one in found], "\n".join(lines) or "no dead letters"


def _retry(
    session: Session, args: argparse.Namespace, hooks: Hooks, now: datetime
) -> tuple[object, str]:
    many = webhook_outbox.retry(session, args.id, now, hooks.keep)
    return {
        "id": args.id,
        "retried": many,
    }, f"{many} dead letters are sent again by the next notifier"


_VERBS = {
    "add": _add,
    "list": _list,
    "rotate": _rotate,
    "remove": _remove,
    "dead": _dead,
    "retry": _retry,
}


def _state(one: WebhookEndpoint) -> str:
    if one.disabled_at:
        return f"disabled: {one.disabled_why}"
    return f"failing since {one.failing_since:%F %R} UTC" if one.failing_since else "well"


def _facts(one: WebhookEndpoint) -> dict[str, object]:
    return {
        "id": one.id,
        "url": one.url,
        "types": one.kinds,
        "made_by": one.made_by,
        "made_at": one.made_at.isoformat(),
        "failing_since": one.failing_since and one.failing_since.isoformat(),
        "disabled_at": one.disabled_at and one.disabled_at.isoformat(),
        "disabled_why": one.disabled_why,
    }


def _letter(one: WebhookDelivery) -> dict[str, object]:
    return {
        "event": one.event.event_id,
        "type": one.event.kind,
        "timestamp": one.event.at.isoformat(),
        "attempts": one.attempts,
        "error": one.error,
    }
