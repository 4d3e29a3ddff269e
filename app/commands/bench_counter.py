"""The benches of the live counter: `latency`, `bargein` (interrupted and woken) and `soak`."""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from app.bench import bargein, latency, latency_report, soak, stray, wake
from app.bootstrap import (
    dump,
    make_conversation,
    make_ears,
    make_lexicon,
    make_voice,
    open_store,
    scratch_url,
    world_for,
)
from app.commands.whole import whole
from app.errors import CommandFailed
from app.settings import Settings
from audio import pcm
from audio.ears import KINDS
from audio.speak import Voice
from audio.spot import Spotter

Result = tuple[dict[str, Any], str]
SPOKEN = (
    "a large latte",
    "two croissants",
    "can i have a small cappuccino with oat milk",
    "how much is a blueberry muffin",
    "an espresso please",
    "what pastries do you have",
)


def configure(names: Any) -> list[argparse.ArgumentParser]:
    """Add the benches and their arguments."""
    waited = names.add_parser("latency", help="from the end of speech to the answer, by ear")
    waited.add_argument("--audio", type=Path, help="WAV or FLAC files; without it our own voice")
    waited.add_argument("--count", type=whole(1, 10_000), default=40, help="utterances")
    waited.add_argument("--ear", choices=KINDS, default="auto")
    interrupted = names.add_parser(
        "bargein", help="stopped by itself or by people, woken by people"
    )
    interrupted.add_argument("--sentences", type=whole(2, 190), default=100)
    interrupted.add_argument("--echo", type=float, default=-10.0, help="dB of our voice as heard")
    interrupted.add_argument("--seed", type=int, default=0)
    interrupted.add_argument("--wake", metavar="PHRASE", default="hello counter")
    talk = "recordings of other talk, of each package, that must not wake it"
    interrupted.add_argument("--talk", type=whole(0, 10_000), default=60, help=talk)
    soaked = names.add_parser("soak", help="memory and leftovers of thousands of turns")
    soaked.add_argument("--turns", type=whole(10, 1_000_000), default=2000)
    soaked.add_argument("--ear", choices=KINDS, default="auto")
    return [waited, interrupted, soaked]


def _latency(args: argparse.Namespace, settings: Settings) -> Result:
    said = _recorded(args.audio, args.count) if args.audio else _own(settings, args.count)
    with ExitStack() as stack:
        url = stack.enter_context(scratch_url())
        store = stack.enter_context(open_store(url))
        ears = stack.enter_context(make_ears(store, settings, args.ear, None))
        ears.ear()
        result = latency.run(said, args.ear, url, ears.hear, _progress)
    return result, latency_report.table(result)


def _bargein(args: argparse.Namespace, settings: Settings) -> Result:
    with ExitStack() as stack:
        spotter = stack.enter_context(Spotter(args.wake))
        store = stack.enter_context(open_store(stack.enter_context(scratch_url())))
        conversation = make_conversation(store, settings, world_for(settings))
        lexicon = make_lexicon(store, settings.locale)
        voice = stack.enter_context(make_voice(lexicon.language))
        products = [product.name for product in lexicon.vocabulary.products]
        how = (args.sentences, args.echo, args.seed, _progress)
        result = bargein.run(conversation, products, voice, *how)
        if spotter.wake:
            result["wake"] = wake.run(spotter, _talk(args.talk, settings), args.seed, _progress)
    return result, dump(result)


def _talk(count: int, settings: Settings) -> list[stray.Stray]:
    return stray.speech(stray.cache_folder(settings), count, _progress) if count else []


def _soak(args: argparse.Namespace, settings: Settings) -> Result:
    with ExitStack() as stack:
        store = stack.enter_context(open_store(stack.enter_context(scratch_url())))
        result = soak.run(store, settings, args.ear, args.turns, _progress)
    return result, dump(result)


def _recorded(folder: Path, count: int) -> list[latency.Said]:
    files = sorted(path for path in folder.glob("*") if path.suffix in (".wav", ".flac"))
    if not files:
        raise CommandFailed(f"{folder} has no WAV or FLAC files")
    step = max(1, len(files) // count)
    return [(path.name, pcm.read(path)) for path in files[::step][:count]]


def _own(settings: Settings, count: int) -> list[latency.Said]:
    with Voice(settings.locale) as voice:
        return [(SPOKEN[n % len(SPOKEN)], voice.say(SPOKEN[n % len(SPOKEN)])) for n in range(count)]


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


BENCHES = {"latency": _latency, "bargein": _bargein, "soak": _soak}
