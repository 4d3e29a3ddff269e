"""From whom messages are taken: `sources add NAME SCOPE...`, `sources list`, `sources rotate NAME`, `sources remove NAME`.

A till or a kitchen sends to /api/v1/webhooks/in/NAME of `serve`, signed as Standard Webhooks has it. A secret is shown once
and kept sealed by COUNTERTALK_WEBHOOK_KEY; one that the sender made is read with `--secret-file`.
"""

import argparse
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from app.bootstrap import World, dump, open_store
from app.commands.whole import whole
from app.hooks import Hooks, make_hooks
from app.settings import Settings
from models import webhook_secrets, webhook_sources
from models.api_keys import Scope
from models.webhook_tables import WebhookSource


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    add = verbs.add_parser("add", help="take messages of somebody; prints the secret")
    rotate = verbs.add_parser("rotate", help="take those of the next secret too; prints it")
    remove = verbs.add_parser("remove", help="take no more messages of somebody")
    listing = verbs.add_parser("list", help="sources, and what each may have done")
    for verb in (add, rotate, remove):
        verb.add_argument("name", metavar="NAME", help="a-z, 0-9, hyphen and underscore")
    scopes = [scope.value for scope in webhook_sources.SCOPES]
    told = f"of {', '.join(scopes)}"
    add.add_argument("scopes", nargs="+", choices=scopes, metavar="SCOPE", help=told)
    rotate.add_argument("--overlap", type=whole(0, 720), default=24, metavar="HOURS")
    for verb in (add, rotate):
        verb.add_argument(
            "--secret-file", type=Path, help="with the sender's own secret, whsec_..."
        )
    for verb in (add, rotate, remove, listing):
        verb.add_argument("--store", help="database URL (DATABASE_URL)")
        verb.add_argument("--json", action="store_true")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Add, rotate, remove or list."""
    hooks, now = make_hooks(settings), World().clock()
    with (
        open_store(args.store or settings.database_url, stock=False) as store,
        store.begin() as session,
    ):
        facts, line = _done(session, args, hooks, now)
    # Only now: a secret that was shown is one that is kept.
    print(dump(facts) if args.json else line)
    return 0


def _done(
    session: Session, args: argparse.Namespace, hooks: Hooks, now: datetime
) -> tuple[object, str]:
    if args.verb == "list":
        found = webhook_sources.listing(session)
        lines = "\n".join(f"{one.name:<32} {' '.join(one.scopes)}" for one in found)
        return [_facts(one) for one in found], lines or "no sources; add one: sources add NAME"
    if args.verb == "remove":
        webhook_sources.remove(session, args.name)
        return {"name": args.name}, f"nothing of {args.name} is taken any more"
    secret = _secret(args.secret_file, hooks)
    if args.verb == "add":
        scopes = [Scope(one) for one in args.scopes]
        one = webhook_sources.add(session, args.name, scopes, secret, hooks.seal, now)
    else:
        one = webhook_sources.get(session, args.name)
        overlap, holder = timedelta(hours=args.overlap), webhook_sources.holder(one.name)
        webhook_secrets.keep(session, holder, secret, hooks.seal, now, overlap)
    return _facts(one) | {"secret": secret}, f"{secret}\nThe secret is shown only now."


def _secret(given: Path | None, hooks: Hooks) -> str:
    if given is None:
        return webhook_secrets.make(hooks.random)
    return webhook_secrets.checked(given.read_text(encoding="utf-8", errors="replace").strip())


def _facts(one: WebhookSource) -> dict[str, object]:
    return {"name": one.name, "scopes": one.scopes, "made_at": one.made_at.isoformat()}
