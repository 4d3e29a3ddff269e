"""Keys of programs that work with the shop: `keys add NAME SCOPE...`, `keys list`, `keys rotate NAME`, `keys revoke NAME`.

A key is shown once, when it is made; the shop keeps only a digest of it. A revoked key is refused at once, and one that
was rotated after `--overlap` hours, so that the program can be given the next without a gap.
"""

import argparse
import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.bootstrap import World, dump, open_store
from app.settings import Settings
from models import api_keys
from models.api_keys import ApiKey, Scope
from models.keys import Key

MOST_HOURS = 720


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    add = verbs.add_parser("add", help="let a program in; prints its key")
    rotate = verbs.add_parser("rotate", help="give a program its next key; prints it")
    revoke = verbs.add_parser("revoke", help="refuse a program from now on")
    listing = verbs.add_parser("list", help="keys, what they may do, and until when")
    for verb in (add, rotate, revoke):
        verb.add_argument("name", metavar="NAME", help="a-z, 0-9, hyphen and underscore")
    scopes = [scope.value for scope in Scope]
    told = f"of {', '.join(scopes)}"
    add.add_argument("scopes", nargs="+", choices=scopes, metavar="SCOPE", help=told)
    add.add_argument("--branch", metavar="ID", help="the only branch that the key is for")
    rotate.add_argument(
        "--overlap", type=_hours, default=0, metavar="HOURS", help="how long the old key lives on"
    )
    for verb in (add, rotate, revoke, listing):
        verb.add_argument("--store", help="database URL (DATABASE_URL)")
        verb.add_argument("--json", action="store_true")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Add, rotate, revoke or list."""
    now, key = World().clock(), Key.make(secrets.token_hex)
    with open_store(args.store or settings.database_url) as store, store.begin() as session:
        if args.verb == "list":
            found = api_keys.listing(session)
            lines = "\n".join(_line(one, now) for one in found) or "no keys; let a program in: add"
            print(dump([_facts(one) for one in found]) if args.json else lines)
            return 0
        made = _done(session, args, key, now)
    # Only now: a key that was shown is one that is kept.
    if args.json:
        print(dump(_facts(made) | {"key": key.text} if made else {"name": args.name}))
    elif made:
        print(key.text)
        print("Shown only now. To be sent as: Authorization: Bearer KEY")
    else:
        print(f"{args.name} is refused from now on")
    return 0


def _done(session: Session, args: argparse.Namespace, key: Key, now: datetime) -> ApiKey | None:
    match args.verb:
        case "add":
            scopes = [Scope(scope) for scope in args.scopes]
            return api_keys.add(session, args.name, scopes, key, now, args.branch)
        case "rotate":
            overlap = timedelta(hours=args.overlap)
            return api_keys.rotate(session, args.name, key, now, overlap)
        case _:
            api_keys.revoke(session, args.name, now)
            return None


def _hours(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > MOST_HOURS:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 to {MOST_HOURS}")
    return int(text)


def _line(one: ApiKey, now: datetime) -> str:
    ends = f"until {one.ends_at:%F %R} UTC" if one.ends_at else "valid"
    state = ends if one.is_valid(now) else "ended"
    branch = f" in {one.branch_id}" if one.branch_id else ""
    return f"{one.name:<32} {one.id:<12} {state:<26} {' '.join(one.scopes)}{branch}"


def _facts(one: ApiKey) -> dict[str, object]:
    return {
        "name": one.name,
        "id": one.id,
        "scopes": one.scopes,
        "branch": one.branch_id,
        "made_at": one.made_at.isoformat(),
        "ends_at": one.ends_at and one.ends_at.isoformat(),
    }
