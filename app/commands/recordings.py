"""Recordings of a counter (`counter --record DIR`): list them, correct what was understood, delete old ones.

`recordings correct DIR FILE --text WORDS` says what was really said; its meaning follows from the words. --right takes what
was understood as it is, --off-topic says that it was not for the shop, --intent and --slot are for what the shop does not
understand yet. What was corrected is what `bench accuracy --audio DIR` measures with.
"""

import argparse
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from app.bootstrap import World, dump, make_lexicon, open_store, scratch_url
from app.commands.whole import whole
from app.counter.labels import Label
from app.counter.recordings import Recordings
from app.errors import ArgumentsInvalid, CommandFailed
from app.settings import Settings
from skills.understand import Understanding

KEEP_DAYS = 30


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    listing = verbs.add_parser("list", help="what was understood in each file")
    listing.add_argument("--unchecked", action="store_true", help="only what nobody corrected yet")
    listing.add_argument("--json", action="store_true")
    correct = verbs.add_parser("correct", help="say what was really said")
    purge = verbs.add_parser("purge", help="delete what was recorded longer ago")
    purge.add_argument("--keep-days", type=whole(0, 3650), default=KEEP_DAYS, metavar="N")
    for verb in (listing, correct, purge):
        verb.add_argument("folder", type=Path, metavar="DIR")
    correct.add_argument("file", metavar="FILE", help="its name, as listed")
    how = correct.add_mutually_exclusive_group(required=True)
    how.add_argument("--text", metavar="WORDS", help="what was said")
    how.add_argument("--right", action="store_true", help="it was understood well")
    how.add_argument("--off-topic", action="store_true", help="it was not for the shop")
    correct.add_argument("--intent", help="with --text: what was meant")
    correct.add_argument("--slot", action="append", default=[], metavar="NAME=WORDS")
    correct.add_argument("--store", help="database URL, whose products are known; else the demo's")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """List, correct or purge."""
    if not args.folder.is_dir():
        raise CommandFailed(f"{args.folder}: no such directory; counter --record makes one")
    recordings = Recordings(args.folder)
    if args.verb == "purge":
        deleted = recordings.purge(World().clock(), timedelta(days=args.keep_days))
        print(f"{len(deleted)} recordings deleted")
    elif args.verb == "correct":
        label = _corrected(args, settings, recordings.label(args.file))
        recordings.correct(args.file, label)
        print(_line(args.file, recordings.label(args.file)))
    else:
        found = recordings.labels()
        if args.unchecked:
            found = {name: label for name, label in found.items() if not label.corrected}
        facts = {name: label.model_dump(mode="json") for name, label in found.items()}
        lines = "\n".join(_line(name, label) for name, label in sorted(found.items()))
        print(dump(facts) if args.json else lines or "no recordings")
    return 0


def _corrected(args: argparse.Namespace, settings: Settings, label: Label) -> Label:
    if args.text is None and (args.intent or args.slot):
        raise ArgumentsInvalid("--intent and --slot go with --text WORDS")
    if args.right:
        return label
    if args.off_topic:
        return label.model_copy(update={"intent": "", "slots": {}, "text": ""})
    if args.intent:
        return label.model_copy(
            update={"intent": args.intent, "slots": _slots(args.slot), "text": args.text}
        )
    with ExitStack() as stack:
        url = args.store or stack.enter_context(scratch_url())
        lexicon = make_lexicon(stack.enter_context(open_store(url)), settings.locale)
    meaning = Understanding(lexicon).understand(args.text, label.question)
    if meaning is None:
        raise CommandFailed(
            f"the shop does not understand {args.text!r}; say what was meant: --intent NAME --slot NAME=WORDS"
        )
    slots = meaning.words() | _slots(args.slot)
    return label.model_copy(update={"intent": meaning.intent, "slots": slots, "text": args.text})


def _slots(given: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    wrong = next((text for text, pair in zip(given, pairs, strict=True) if not all(pair)), None)
    if wrong is not None:
        raise ArgumentsInvalid(f"--slot {wrong!r}: give NAME=WORDS, such as size=large")
    return {name: words for name, _, words in pairs}


def _line(name: str, label: Label) -> str:
    slots = ", ".join(f"{slot}={words}" for slot, words in label.slots.items())
    checked = "checked" if label.corrected else "-"
    return f'{name}  {checked:<8} {label.intent or "(off topic)"} {slots}  "{label.text or ""}"'
