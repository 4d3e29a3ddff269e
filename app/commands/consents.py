"""Who may be told what: the ledger of an owner, yes and no given to the staff, addresses and their proof, quiet hours.

An owner is a customer as the shop knows one: `alexa:USER` or `counter:COUNTER:TURN`. The ledger is never changed; a consent
only gets an end. An address gets a code, and news only when that was said back, unless the staff has seen the proof.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.bootstrap import World, dump, open_store
from app.settings import Settings
from models import browse, consent, contacts, guesses, proofs, quiet
from models.base import Store
from models.channels import AGREED, MESSAGES, Channel, Purpose
from models.consent import Consent
from models.contacts import Contact
from models.news_errors import CodeWrong
from models.quiet import Hours


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    show = verbs.add_parser("show", help="all that an owner consented to, and withdrew")
    give = verbs.add_parser("give", help="note a yes that was given to the staff")
    withdraw = verbs.add_parser("withdraw", help="end all consents, at once")
    contact = verbs.add_parser("contact", help="put an address on file, which by itself is no yes")
    prove = verbs.add_parser("prove", help="say the code back that an address was sent")
    hours = verbs.add_parser("quiet", help="hours in which an owner is told nothing")
    for verb in (show, give, withdraw, contact, prove, hours):
        verb.add_argument("owner", metavar="OWNER")
        verb.add_argument("--store", help="database URL (DATABASE_URL)")
        verb.add_argument("--json", action="store_true")
    give.add_argument("channel", choices=[channel.value for channel in AGREED])
    give.add_argument("--words", required=True, help="what the owner was asked, verbatim")
    give.add_argument("--purpose", choices=[*Purpose], default=Purpose.ORDERS)
    for verb in (contact, prove):
        verb.add_argument("channel", choices=[channel.value for channel in MESSAGES])
    contact.add_argument("address", metavar="ADDRESS")
    contact.add_argument(
        "--proven", action="store_true", help="you have seen that it is the owner's"
    )
    prove.add_argument("code", metavar="CODE")
    for verb in (withdraw, contact):
        verb.add_argument("--by", metavar="NAME", default="staff", help="who does it")
    hours.add_argument("zone", metavar="ZONE", help="as Europe/Berlin")
    hours.add_argument("begins", metavar="HH:MM")
    hours.add_argument("ends", metavar="HH:MM", help="the same as the first: never quiet")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do what the verb says, and show the ledger."""
    stocked = args.verb == "contact"  # the code says whose it is
    with open_store(args.store or settings.database_url, stock=stocked) as store:
        with _counted(store, args.owner), store.begin(alone=args.owner) as session:
            _DONE[args.verb](session, args, settings)
            ledger = consent.ledger(session, args.owner)
            addresses = contacts.on_file(session, args.owner)
            told = [_address(one) for one in addresses]
            on_file = [one.channel for one in addresses]
            proven = [one.channel for one in addresses if one.proven_at]
        if args.json:
            facts = [_facts(one) for one in ledger]
            print(dump({"consents": facts, "on_file": on_file, "proven": proven}))
            return 0
        print("\n".join(map(_line, ledger)) or "no consents")
        print(f"addresses on file: {', '.join(told) or 'none'}")
    return 0


def _give(session: Session, args: argparse.Namespace, settings: Settings) -> None:
    about = (args.owner, Channel(args.channel), Purpose(args.purpose))
    consent.give(session, *about, args.words, settings.locale, World().clock())


def _withdraw(session: Session, args: argparse.Namespace, _settings: Settings) -> None:
    consent.withdraw(session, args.owner, args.by, World().clock())


def _contact(session: Session, args: argparse.Namespace, settings: Settings) -> None:
    channel, now = Channel(args.channel), World().clock()
    about = (args.owner, channel, args.address)
    contact = contacts.note(session, *about, now, args.by, proven=args.proven)
    if contact.proven_at:
        proofs.drop(session, args.owner, channel)
        return
    seller = browse.shop(session).name
    proofs.ask(session, args.owner, channel, settings.locale, seller, now)


def _prove(session: Session, args: argparse.Namespace, _settings: Settings) -> None:
    proofs.prove(session, args.owner, args.code, World().clock(), Channel(args.channel))


def _quiet(session: Session, args: argparse.Namespace, _settings: Settings) -> None:
    quiet.note(session, args.owner, Hours.checked(args.zone, args.begins, args.ends))


_DONE: Mapping[str, Callable[[Session, argparse.Namespace, Settings], None]] = {
    "show": lambda *_: None,
    "give": _give,
    "withdraw": _withdraw,
    "contact": _contact,
    "prove": _prove,
    "quiet": _quiet,
}


@contextmanager
def _counted(store: Store, owner: str) -> Iterator[None]:
    """Count a wrong code, though what was done is taken back."""
    try:
        yield
    except CodeWrong as wrong:
        with store.begin() as session:
            guesses.count(session, owner, [wrong], World().clock())
        raise


def _address(one: Contact) -> str:
    return one.channel if one.proven_at else f"{one.channel} (not proven)"


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
