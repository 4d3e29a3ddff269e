"""The benches of hearing people: `accuracy`, `report` and `refuse`."""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from app.bench import accuracy
from app.bootstrap import kept, make_lexicon, open_store, scratch_url
from app.commands import bench_refuse, bench_report
from app.commands.audio_options import add_ear
from app.counter.ears import Ears
from app.errors import CommandFailed
from app.settings import Settings
from audio.errors import AudioError
from audio.recognize_pocketsphinx import PocketSphinxEar
from skills import grammar
from skills.understand import Understanding

Result = tuple[dict[str, Any], str]


def configure(names: Any) -> list[argparse.ArgumentParser]:
    """Add the benches and their arguments."""
    hearing = names.add_parser("accuracy", help="recorded orders, clean and in noise")
    hearing.add_argument(
        "--audio", type=Path, required=True, help="labels.json and WAV or FLAC files"
    )
    hearing.add_argument("--noise", type=Path, help="a recording of noise to mix in")
    hearing.add_argument("--snr", default="6,9,12,15,18,21,24", help="dB, apart by commas")
    hearing.add_argument("--seed", type=int, default=0, help="chooses the places in the noise")
    hearing.add_argument("--details", action="store_true", help="what was heard in each file")
    add_ear(hearing)
    hearing.add_argument("--html", type=Path, metavar="FILE", help="write a report with plots")
    return [hearing, bench_report.configure(names), bench_refuse.configure(names)]


def _accuracy(args: argparse.Namespace, settings: Settings) -> Result:
    ratios = _ratios(args.snr)
    try:
        material = accuracy.Material.read(args.audio, args.noise)
    except (OSError, ValueError, AudioError) as error:
        raise CommandFailed(f"cannot measure {args.audio}: {error}") from error
    with ExitStack() as stack:
        store = stack.enter_context(open_store(stack.enter_context(scratch_url())))
        lexicon = make_lexicon(store, settings.locale)
        model = args.model or settings.vosk_model
        ears = stack.enter_context(Ears(lexicon, args.ear, model, kept(settings)))
        pronunciations = lexicon.pronunciations
        plain = stack.enter_context(PocketSphinxEar(grammar.build(lexicon), pronunciations))
        result = accuracy.run(
            material,
            ears.ear(),
            Understanding(lexicon),
            snrs=ratios,
            baseline=plain,
            seed=args.seed,
            details=args.details or bool(args.html),
            progress=lambda line: print(line, file=sys.stderr),
        )
    if args.html:
        bench_report.write(result, args.html)
    return result, accuracy.table(result)


def _ratios(text: str) -> list[float]:
    try:
        ratios = [float(snr) for snr in text.split(",")]
    except ValueError:
        ratios = []
    if not ratios or not all(-100 <= ratio <= 100 for ratio in ratios):
        raise CommandFailed(f"--snr {text!r}: give numbers of dB apart by commas")
    return ratios


BENCHES = {"accuracy": _accuracy, **bench_report.BENCHES, "refuse": bench_refuse.measure}
