"""Who may be told what: the ledger of an owner, yes and no given to the staff, addresses, quiet hours.

An owner is a customer as the shop knows one: `alexa:USER` or `counter:COUNTER:TURN`. The ledger is never changed; a consent
only gets an end.
"""

import argparse
from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from app.bootstrap import World, dump, open_store
from app.settings import Settings
from models import consent, contacts, quiet
from models.channels import AGREED, MESSAGES, Channel, Purpose
from models.consent import Consent
from models.quiet import Hours


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    show = verbs.add_parser("show", help="all that an owner consented to, and withdrew")
    give = verbs.add_parser("give", help="note a yes that was given to the staff")
    withdraw = verbs.add_parser("withdraw", help="end all consents, at once")
    contact = verbs.add_parser("contact", help="put an address on file, which by itself is no yes")
    hours = verbs.add_parser("quiet", help="hours in which an owner is told nothing")
    for verb in (show, give, withdraw, contact, hours):
        verb.add_argument("owner", metavar="OWNER")
        verb.add_argument("--store", help="database URL (DATABASE_URL)")
        verb.add_argument("--json", action="store_true")
    give.add_argument("channel", choices=[channel.value for channel in AGREED])
    give.add_argument("--words", required=True, help="what the owner was asked, verbatim")
    give.add_argument("--purpose", choices=[*Purpose], default=Purpose.ORDERS)
    contact.add_argument("channel", choices=[channel.value for channel in MESSAGES])
    contact.add_argument("address", metavar="ADDRESS")
    for verb in (withdraw, contact):
        verb.add_argument("--by", metavar="NAME", default="staff", help="who does it")
    hours.add_argument("zone", metavar="ZONE", help="as Europe/Berlin")
    hours.add_argument("begins", metavar="HH:MM")
    hours.add_argument("ends", metavar="HH:MM", help="the same as the first: never quiet")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do what the verb says, and show the ledger."""
    with open_store(args.store or settings.database_url, stock=False) as store:
        with store.begin() as session:
            _DONE[args.verb](session, args, settings)
            ledger = consent.ledger(session, args.owner)
            addresses = contacts.channels(session, args.owner)
        if args.json:
            on_file = [one.value for one in addresses]
            print(dump({"consents": [_facts(one) for one in ledger], "on_file": on_file}))
            return 0
        print("\n".join(map(_line, ledger)) or "no consents")
        print(f"addresses on file: {', '.join(addresses) or 'none'}")
    return 0


def _give(session: Session, args: argparse.Namespace, settings: Settings) -> None:
    about = (args.owner, Channel(args.channel), Purpose(args.purpose))
    consent.give(session, *about, args.words, settings.locale, World().clock())


def _withdraw(session: Session, args: argparse.Namespace, _settings: Settings) -> None:
    consent.withdraw(session, args.owner, args.by, World().clock())


def _contact(session: Session, args: argparse.Namespace, _settings: Settings) -> None:
    about = (args.owner, Channel(args.channel), args.address)
    contacts.note(session, *about, World().clock(), args.by)


def _quiet(session: Session, args: argparse.Namespace, _settings: Settings) -> None:
    quiet.note(session, args.owner, Hours.checked(args.zone, args.begins, args.ends))


_DONE: Mapping[str, Callable[[Session, argparse.Namespace, Settings], None]] = {
    "show": lambda *_: None,
    "give": _give,
    "withdraw": _withdraw,
    "contact": _contact,
    "quiet": _quiet,
}


def _line(one: Consent) -> str:
    ended = f"until {one.withdrawn_at:%F %R} ({one.withdrawn_by})" if one.withdrawn_at else "stands"
    return f"{one.channel:<9} {one.purpose:<7} since {one.given_at:%F %R} UTC {ended}: {one.words}"


def _facts(one: Consent) -> dict[str, object]:
    return {
        "channel": one.channel,
        "purpose": one.purpose,
        "words": one.words,
        "given_at": one.given_at.isoformat(),
        "withdrawn_at": one.withdrawn_at and one.withdrawn_at.isoformat(),
        "withdrawn_by": one.withdrawn_by,
    }
