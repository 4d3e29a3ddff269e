"""The benches of what is listened for: `phrases`, `grammar` and `vosk`."""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from app.bench import grammar, phrases, vosk
from app.bench.plain_ear import PlainEar
from app.bench.voices import MAKERS
from app.bootstrap import kept, make_lexicon, open_store, scratch_url
from app.commands.audio_options import add_ear
from app.commands.whole import whole
from app.counter.ears import Ears
from app.errors import CommandFailed
from app.settings import Settings
from audio.errors import RecordingError
from skills.understand import Understanding

Result = tuple[dict[str, Any], str]


def configure(names: Any) -> list[argparse.ArgumentParser]:
    """Add the benches and their arguments."""
    spoken = names.add_parser(
        "phrases", help="sentences beside coffee orders, from synthetic voices of three makers"
    )
    spoken.add_argument("--noise", type=Path, help="a recording of noise, in place of pink noise")
    spoken.add_argument("--snr", type=float, default=12.0, help="dB")
    spoken.add_argument("--seed", type=int, default=0, help="chooses the places in the noise")
    spoken.add_argument(
        "--every", type=whole(1, 100), default=1, metavar="N", help="every Nth sentence only"
    )
    spoken.add_argument(
        "--voices", default="espeak-ng,flite,festival", help="makers, apart by commas"
    )
    add_ear(spoken)
    sized = names.add_parser("grammar", help="compiling and decoding in shops of many products")
    sized.add_argument("--products", type=whole(1, 100_000), default=1000)
    sized.add_argument("--profiles", type=whole(1, 14), default=4, help="different sets of options")
    sized.add_argument("--listen", type=whole(1, 1000), default=12, help="sentences to decode")
    add_ear(sized)
    compared = names.add_parser(
        "vosk", help="Vosk in Korean: compiled grammar, phrase list, neither"
    )
    compared.add_argument(
        "--every", type=whole(1, 60), default=1, metavar="N", help="every Nth sentence only"
    )
    compared.add_argument("--model", type=Path, help="directory of a Vosk model")
    return [spoken, sized, compared]


def _phrases(args: argparse.Namespace, settings: Settings) -> Result:
    makers = {maker.name: maker for maker in MAKERS}
    wanted = args.voices.split(",")
    if unknown := [name for name in wanted if name not in makers]:
        raise CommandFailed(f"--voices {unknown[0]!r}: choose of {', '.join(makers)}")
    with ExitStack() as stack:
        store = stack.enter_context(open_store(stack.enter_context(scratch_url())))
        lexicon = make_lexicon(store, settings.locale)
        model = args.model or settings.vosk_model
        ears = stack.enter_context(Ears(lexicon, args.ear, model, kept(settings)))
        plain = stack.enter_context(PlainEar(lexicon))
        try:
            result = phrases.run(
                [makers[name] for name in wanted],
                phrases.phrases()[:: args.every],
                Understanding(lexicon),
                ears.hear,
                plain.hear,
                noise=args.noise,
                snr_db=args.snr,
                seed=args.seed,
                progress=lambda line: print(line, file=sys.stderr),
            )
        except RecordingError as error:
            raise CommandFailed(f"cannot use {args.noise}: {error}") from error
    return result, phrases.table(result)


def _grammar(args: argparse.Namespace, settings: Settings) -> Result:
    model = args.model or settings.vosk_model
    result = grammar.measure(
        args.products, args.profiles, args.listen, settings.locale, args.ear, model
    )
    return result, grammar.table(result)


def _vosk(args: argparse.Namespace, settings: Settings) -> Result:
    with scratch_url() as url, open_store(url) as store:
        result = vosk.measure(make_lexicon(store, "ko-KR"), args.every, args.model)
    return result, vosk.table(result)


BENCHES = {"phrases": _phrases, "grammar": _grammar, "vosk": _vosk}
