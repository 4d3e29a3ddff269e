"""Talk to the shop from the keyboard: one line is one utterance.

The same conversation as at the counter, without sound. An empty line or end of input leaves.
"""

import argparse
import sys

from app.bootstrap import make_conversation, open_store, world_for
from app.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    parser.add_argument("--store", help="database URL (DATABASE_URL)")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Read lines until the end."""
    prompt = "> " if sys.stdin.isatty() else ""
    with open_store(args.store or settings.database_url) as store:
        conversation = make_conversation(store, settings, world_for(settings))
        print(conversation.greet().speech)
        while line := _line(prompt):
            print(conversation.say(line, typed=True).speech)
    return 0


def _line(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError:
        return ""
