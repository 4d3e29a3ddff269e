"""Measure: accuracy of hearing, speed of a turn, cost of verifying, load, bad input; beside a baseline of the same run.

A table for people, or one JSON object on stdout with --json.
"""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from app.bench import accuracy, alexa, phrases, skill, verify
from app.bench import grammar as sizes
from app.bench.voices import MAKERS
from app.bootstrap import dump, kept, make_lexicon, open_store, scratch_url
from app.commands import bench_refuse, bench_vosk
from app.commands.audio_options import add_ear
from app.commands.whole import whole
from app.counter.ears import Ears
from app.errors import CommandFailed
from app.settings import Settings
from audio.errors import RecordingError
from audio.recognize_pocketsphinx import PocketSphinxEar
from skills import grammar
from skills.understand import Understanding


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    names = parser.add_subparsers(dest="name", metavar="NAME", required=True)
    hearing = names.add_parser("accuracy", help="recorded orders, clean and in noise")
    hearing.add_argument(
        "--audio", type=Path, required=True, help="labels.json and WAV or FLAC files"
    )
    hearing.add_argument("--noise", type=Path, help="a recording of noise to mix in")
    hearing.add_argument("--snr", default="6,9,12,15,18,21,24", help="dB, apart by commas")
    hearing.add_argument("--seed", type=int, default=0, help="chooses the places in the noise")
    hearing.add_argument("--details", action="store_true", help="what was heard in each file")
    add_ear(hearing)
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
    refusing, compared = bench_refuse.configure(names), bench_vosk.configure(names)
    turn = names.add_parser("skill", help="a turn in shops of 60, 1,000 and 10,000 products")
    turn.add_argument("--rounds", type=whole(2, 1_000_000), default=300)
    checking = names.add_parser("verify", help="what verifying a request adds")
    checking.add_argument("--rounds", type=whole(2, 1_000_000), default=2000)
    loaded = names.add_parser("alexa", help="the Alexa door under load, beside a bare skill")
    loaded.add_argument(
        "--seconds", type=whole(1, 3600), default=20, help="how long for each of both"
    )
    loaded.add_argument("--workers", type=whole(1, 64), default=2, help="processes of each server")
    loaded.add_argument("--threads", type=whole(1, 256), default=8, help="threads of each process")
    loaded.add_argument("--clients", type=whole(1, 256), default=8, help="customers at a time")
    spoiled = names.add_parser("fuzz", help="thousands of odd requests to the Alexa door")
    spoiled.add_argument("--count", type=whole(1, 10_000_000), default=10_000)
    spoiled.add_argument("--seed", type=int, default=0, help="chooses the requests")
    for bench in (hearing, spoken, sized, refusing, compared, turn, checking, loaded, spoiled):
        bench.add_argument("--json", action="store_true", help="one JSON object on stdout")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Measure and print; 1 if something was wrong that is not a matter of speed."""
    result, text = _BENCHES[args.name](args, settings)
    print(dump(result) if args.json else text)
    return int(bool(result.get("findings")))


def _skill(args: argparse.Namespace, settings: Settings) -> tuple[dict[str, Any], str]:
    result = skill.measure(args.rounds)
    return result, skill.table(result)


def _verify(args: argparse.Namespace, settings: Settings) -> tuple[dict[str, Any], str]:
    result = verify.measure(args.rounds)
    return result, "\n".join(f"{name}: {value}" for name, value in result.items())


def _alexa(args: argparse.Namespace, settings: Settings) -> tuple[dict[str, Any], str]:
    result = alexa.measure(args.seconds, args.workers, args.threads, args.clients)
    return result, alexa.table(result)


def _fuzz(args: argparse.Namespace, settings: Settings) -> tuple[dict[str, Any], str]:
    try:
        from app.bench import fuzz
    except ModuleNotFoundError as error:
        if error.name != "hypothesis":
            raise
        raise CommandFailed("bench fuzz needs hypothesis: make .venv/development") from error
    result = fuzz.measure(args.count, args.seed)
    return result, fuzz.table(result)


def _accuracy(args: argparse.Namespace, settings: Settings) -> tuple[dict[str, Any], str]:
    ratios = _ratios(args.snr)
    with ExitStack() as stack:
        store = stack.enter_context(open_store(stack.enter_context(scratch_url())))
        lexicon = make_lexicon(store, settings.locale)
        ears = stack.enter_context(Ears(lexicon, args.ear, args.model or settings.vosk_model))
        pronunciations = lexicon.language.pronunciations
        plain = stack.enter_context(PocketSphinxEar(grammar.build(lexicon), pronunciations))
        try:
            result = accuracy.run(
                args.audio,
                ears.ear(),
                Understanding(lexicon),
                noise=args.noise,
                snrs=ratios,
                baseline=plain,
                seed=args.seed,
                details=args.details,
                progress=lambda line: print(line, file=sys.stderr),
            )
        except (OSError, ValueError) as error:
            raise CommandFailed(f"cannot measure {args.audio}: {error}") from error
    return result, accuracy.table(result)


def _phrases(args: argparse.Namespace, settings: Settings) -> tuple[dict[str, Any], str]:
    makers = {maker.name: maker for maker in MAKERS}
    wanted = args.voices.split(",")
    if unknown := [name for name in wanted if name not in makers]:
        raise CommandFailed(f"--voices {unknown[0]!r}: choose of {', '.join(makers)}")
    with ExitStack() as stack:
        store = stack.enter_context(open_store(stack.enter_context(scratch_url())))
        lexicon = make_lexicon(store, settings.locale)
        model = args.model or settings.vosk_model
        ears = stack.enter_context(Ears(lexicon, args.ear, model, kept(settings)))
        plain = stack.enter_context(phrases.Plain(lexicon))
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


def _grammar(args: argparse.Namespace, settings: Settings) -> tuple[dict[str, Any], str]:
    model = args.model or settings.vosk_model
    result = sizes.measure(
        args.products, args.profiles, args.listen, settings.locale, args.ear, model
    )
    return result, sizes.table(result)


def _ratios(text: str) -> list[float]:
    try:
        ratios = [float(snr) for snr in text.split(",")]
    except ValueError:
        ratios = []
    if not ratios or not all(-100 <= ratio <= 100 for ratio in ratios):
        raise CommandFailed(f"--snr {text!r}: give numbers of dB apart by commas")
    return ratios


_BENCHES = {
    "accuracy": _accuracy,
    "phrases": _phrases,
    "grammar": _grammar,
    "refuse": bench_refuse.measure,
    "vosk": bench_vosk.measure,
    "skill": _skill,
    "verify": _verify,
    "alexa": _alexa,
    "fuzz": _fuzz,
}
