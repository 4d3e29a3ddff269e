"""The arguments of `bench vosk`, and what it needs opened: a shop in the locale of a Vosk model."""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from app.bench import vosk
from app.bench.voices import Espeak, VoiceMissing
from app.bootstrap import make_lexicon, open_store, scratch_url
from app.commands.whole import whole
from app.errors import CommandFailed
from app.settings import Settings
from audio.errors import AudioError
from audio.recognize_vosk import find_model, how_to_install
from skills import grammar


def configure(
    names: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> argparse.ArgumentParser:
    """Add the bench to those there are."""
    parser = names.add_parser("vosk", help="a compiled grammar, a phrase list, free decoding")
    parser.add_argument("--locale", default="ko-KR", help="the language to speak and hear")
    parser.add_argument("--model", type=Path, help="directory of a Vosk model (VOSK_MODEL_PATH)")
    parser.add_argument("--count", type=whole(1, 10_000), default=60, help="sentences")
    parser.add_argument("--snr", type=float, help="dB, with hiss under the sentences")
    parser.add_argument("--seed", type=int, default=0, help="chooses the sentences")
    return parser


def measure(args: argparse.Namespace, settings: Settings) -> tuple[dict[str, Any], str]:
    """Measure. Raises CommandFailed where there is no model or no voice."""
    model = args.model or find_model(args.locale)
    if model is None:
        raise CommandFailed(how_to_install(args.locale))
    with ExitStack() as stack:
        store = stack.enter_context(open_store(stack.enter_context(scratch_url())))
        att = grammar.build(make_lexicon(store, args.locale))
    maker = Espeak(args.locale.split("-")[0] if args.locale.startswith("ko") else args.locale)
    try:
        result = vosk.run(
            att,
            model,
            maker,
            count=args.count,
            seed=args.seed,
            snr_db=args.snr,
            progress=lambda line: print(line, file=sys.stderr),
        )
    except (AudioError, VoiceMissing) as error:
        raise CommandFailed(str(error)) from error
    return result, vosk.table(result)
