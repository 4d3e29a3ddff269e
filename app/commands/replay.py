"""Replay recordings: WAV or FLAC files become turns at the counter, with a spoken answer for each.

The files are one conversation in the order given, or with --each a customer each. Nothing is kept in a shop unless --store
names a database. Every answer is spoken to a WAV file in --out.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from app.bootstrap import (
    dump,
    make_conversation,
    make_ears,
    make_voice,
    open_store,
    scratch_url,
    world_for,
)
from app.commands.audio_options import add_ear
from app.counter.recorded import Player, Turn
from app.settings import Settings
from audio.errors import RecordingError

ANSWERS = Path("build/answers")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="WAV or FLAC, at most 60 s"
    )
    parser.add_argument("--each", action="store_true", help="every file is a customer of its own")
    parser.add_argument("--store", help="database URL; without it a scratch store is used")
    parser.add_argument(
        "--out", type=Path, default=ANSWERS, help=f"directory for the answers ({ANSWERS})"
    )
    parser.add_argument("--mute", action="store_true", help="do not speak the answers")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    add_ear(parser)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Replay; 1 if a file could not be read."""
    failed = False
    turns: list[Turn] = []
    with ExitStack() as stack:
        url = args.store or stack.enter_context(scratch_url())
        store = stack.enter_context(open_store(url))
        conversation = make_conversation(store, settings, world_for(settings))
        ears = make_ears(store, conversation, settings, args.ear, args.model)
        stack.enter_context(ears)
        voice = None if args.mute else stack.enter_context(make_voice(ears.lexicon.language))
        player = Player(store, conversation, ears, voice, args.out)
        print(ears.describe(), file=sys.stderr)
        for turn in _played(player, args.files, args.each):
            failed = failed or bool(turn.error)
            turns.append(turn)
            if not args.json:
                print(turn.text())
    if args.json:
        print(dump({"turns": [asdict(turn) for turn in turns]}))
    return int(failed)


def _played(player: Player, files: list[Path], each: bool) -> Iterator[Turn]:
    for path in files:
        if each:
            player.conversation.leave()
        try:
            yield player.play(path)
        except RecordingError as error:
            yield Turn(str(path), error=str(error))
