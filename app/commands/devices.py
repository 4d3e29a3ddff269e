"""Counters from afar and their keys: `devices add NAME`, `devices list`, `devices revoke NAME`.

A key is shown once, when it is made; the shop keeps only a digest of it. A revoked key is refused at once.
"""

import argparse
import secrets

from app.bootstrap import World, dump, open_store
from app.settings import Settings
from models import devices
from models.devices import Device, Key


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    add = verbs.add_parser("add", help="let a counter in; prints its key")
    revoke = verbs.add_parser("revoke", help="refuse a counter from now on")
    listing = verbs.add_parser("list", help="counters, and when they were last seen")
    for verb in (add, revoke):
        verb.add_argument("name", metavar="NAME", help="a-z, 0-9, hyphen and underscore")
    for verb in (add, revoke, listing):
        verb.add_argument("--store", help="database URL (DATABASE_URL)")
        verb.add_argument("--json", action="store_true")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Add, list or revoke."""
    with open_store(args.store or settings.database_url) as store, store.begin() as session:
        if args.verb == "list":
            found = devices.listing(session)
            lines = "\n".join(map(_line, found)) or "no counters; let one in: devices add NAME"
            print(dump([_facts(device) for device in found]) if args.json else lines)
            return 0
        now = World().clock()
        if args.verb == "revoke":
            device, key = devices.revoke(session, args.name, now), None
        else:
            key = Key.make(secrets.token_hex)
            device = devices.add(session, args.name, key, now)
        shown = {"key": key.text} if key else {}
    # Only now: a key that was shown is one that is kept.
    if args.json:
        print(dump(_facts(device) | shown))
    elif key:
        print(key.text)
        print(f"Shown only now. At the counter: COUNTERTALK_KEY={key.text}")
    else:
        print(f"{device.name} is refused from now on")
    return 0


def _line(device: Device) -> str:
    state = "revoked" if device.revoked_at else "valid"
    seen = f"{device.last_seen:%F %R} UTC" if device.last_seen else "never"
    return f"{device.name:<32} {state:<8} last seen {seen}"


def _facts(device: Device) -> dict[str, object]:
    times = ("added_at", "last_seen", "revoked_at")
    return {"name": device.name} | {
        name: value.isoformat() if (value := getattr(device, name)) else None for name in times
    }
