"""The arguments of `bench refuse`, and what it needs opened: a shop, and an ear that refuses nothing."""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from app.bench import refuse, stray
from app.bootstrap import make_lexicon, open_store, scratch_url
from app.commands.whole import whole
from app.errors import CommandFailed
from app.settings import Settings
from audio.errors import AudioError
from audio.recognize import REFUSED_BELOW
from audio.recognize_pocketsphinx import PocketSphinxEar
from skills import grammar
from skills.understand import Understanding


def configure(
    names: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> argparse.ArgumentParser:
    """Add the bench to those there are."""
    parser = names.add_parser("refuse", help="talk, music and noise that are no orders")
    parser.add_argument("--audio", type=Path, required=True, help="recorded orders, as above")
    parser.add_argument("--noise", type=Path, help="a recording of noise, alone and under orders")
    parser.add_argument("--snr", type=float, default=12.0, help="dB of the orders in noise")
    parser.add_argument("--count", type=whole(2, 1000), default=40, help="sounds of each kind")
    parser.add_argument("--seed", type=int, default=0, help="chooses the noises")
    parser.add_argument("--cache", type=Path, help="where Debian's recordings are kept")
    return parser


def measure(args: argparse.Namespace, settings: Settings) -> tuple[dict[str, Any], str]:
    """Measure, and tell what was missing and how far it is on stderr. Raises CommandFailed."""
    sounds = _sounds(args, settings)
    with ExitStack() as stack:
        store = stack.enter_context(open_store(stack.enter_context(scratch_url())))
        lexicon = make_lexicon(store, settings.locale)
        att = grammar.build(lexicon, refuse.CHARGING)
        spoken = lexicon.pronunciations
        ear = stack.enter_context(PocketSphinxEar(att, spoken, refused_below=0.0))
        result = refuse.run(sounds, ear, Understanding(lexicon), REFUSED_BELOW, _say)
    return result, refuse.table(result)


def _sounds(args: argparse.Namespace, settings: Settings) -> list[stray.Stray]:
    try:
        return refuse.sounds(
            args.audio,
            args.cache or stray.cache_folder(settings),
            noise=args.noise,
            snr=args.snr,
            count=args.count,
            seed=args.seed,
            say=_say,
        )
    except (OSError, ValueError, AudioError) as error:
        raise CommandFailed(f"cannot measure {args.audio}: {error}") from error


def _say(line: str) -> None:
    print(line, file=sys.stderr)
