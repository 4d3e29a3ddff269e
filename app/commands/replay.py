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

from app.bootstrap import dump, make_voice, scratch_url, world_for
from app.commands.audio_options import add_ear
from app.commands.shop_options import add_shop, is_far, reached
from app.counter.recorded import Player, Turn
from app.counter.recordings import Recordings
from app.settings import Settings
from audio.errors import RecordingError
from skills.language import Language

ANSWERS = Path("build/answers")
SOUNDS = (".wav", ".flac")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="WAV or FLAC, at most 60 s, or a directory of such",
    )
    parser.add_argument("--each", action="store_true", help="every file is a customer of its own")
    add_shop(parser, "database URL; without it a scratch store is used")
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
        scratch = not (args.store or is_far(args, settings))
        url = stack.enter_context(scratch_url()) if scratch else args.store
        shop = stack.enter_context(reached(args, settings, world_for(settings), url))
        ears = stack.enter_context(shop.ears(args.ear, args.model))
        voice = (
            None if args.mute else stack.enter_context(make_voice(Language.load(settings.locale)))
        )
        player = Player(shop.store, shop.conversation, ears, voice, args.out)
        print(ears.describe(), file=sys.stderr)
        for turn in _played(player, list(_files(args.files)), args.each):
            failed = failed or bool(turn.error)
            turns.append(turn)
            if not args.json:
                print(turn.text())
    if args.json:
        print(dump({"turns": [asdict(turn) for turn in turns]}))
    return int(failed)


def _files(paths: list[Path]) -> Iterator[Path]:
    """The files, and those of the directories: labelled ones as their labels name them, in the order they were recorded."""
    for path in paths:
        if path.is_dir():
            labels = Recordings(path).labels()
            sounds = [one.name for one in path.iterdir() if one.suffix.lower() in SOUNDS]
            # One without any is told of by itself.
            yield from [path / name for name in sorted(labels or sounds)] or [path]
        else:
            yield path


def _played(player: Player, files: list[Path], each: bool) -> Iterator[Turn]:
    for path in files:
        if path.is_dir():
            yield Turn(str(path), error=f"the directory {path} holds no WAV or FLAC files")
            continue
        if each:
            player.conversation.leave()
        try:
            yield player.play(path)
        except RecordingError as error:
            yield Turn(str(path), error=str(error))
