"""Talk to the shop from the keyboard: one line is one utterance.

The same conversation as at the counter, without sound; what the counter would announce is printed before the next prompt.
An empty line or end of input leaves.
"""

import argparse
import sys

from app.bootstrap import world_for
from app.commands.shop_options import add_shop, reached
from app.counter.announcer import Announcer
from app.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    add_shop(parser)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Read lines until the end."""
    prompt = "> " if sys.stdin.isatty() else ""
    world = world_for(settings)
    with (
        reached(args, settings, world, args.store or settings.database_url) as shop,
        Announcer(shop.telling, world.clock, world.new_id) as news,
    ):
        print(shop.conversation.greet().speech, flush=True)
        while line := _line(prompt):
            print(shop.conversation.say(line, typed=True).speech, flush=True)
            while announced := news.due():
                print(announced, flush=True)
    return 0


def _line(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError:
        return ""
