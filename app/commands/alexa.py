"""Talk to the skill as Alexa does, offline: from the keyboard, by scripts, or from another emulator.

One line is one utterance; an empty line is silence; /open opens the skill, /quit leaves. A server is started for it, with a
shop that is gone afterwards, unless --url names one. Every answer is checked as strictly as Amazon does.
"""

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app.bootstrap import (
    World,
    constant_seed,
    dump,
    make_conversation,
    open_store,
    scratch_url,
)
from app.commands.whole import whole
from app.emulator import show
from app.emulator.host import Place, Skill, reached
from app.emulator.invocation import Invocation
from app.emulator.model import PACKAGE, Model, Speech
from app.emulator.play import Played, Player
from app.emulator.proxy import Proxy
from app.emulator.record import Recorder
from app.emulator.script_file import ScriptFile, read
from app.emulator.stages import AlexaStage, CounterStage, Seen, Stage
from app.errors import ArgumentsInvalid
from app.settings import Settings
from app.tone import make_wording

OPEN, QUIT = "/open", "/quit"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    parser.add_argument("--url", help="the skill's URL; without it a server is started")
    parser.add_argument(
        "--cert", type=Path, metavar="DIR", help="development certificate (ALEXA_DEV_CERT)"
    )
    parser.add_argument("--store", help="database URL of the skill's shop, to see carts in")
    parser.add_argument(
        "--package", type=Path, default=PACKAGE, help="directory of the skill's package"
    )
    parser.add_argument("--screen", action="store_true", help="the device has a screen")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument(
        "--door", choices=("alexa", "counter"), default="alexa", help="where scripts are played"
    )
    doing = parser.add_mutually_exclusive_group()
    doing.add_argument("--script", nargs="+", type=Path, metavar="FILE", help="play scripts")
    doing.add_argument("--record", type=Path, metavar="FILE", help="write what is said as a script")
    doing.add_argument(
        "--proxy", type=whole(0, 65_535), metavar="PORT", help="sign for another emulator"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Play, record, sign or talk; 1 on a miss or a fault."""
    _check(args)
    scripts = [read(path) for path in args.script or ()]
    with ExitStack() as stack:
        if args.door == "counter":
            stage = _counter(stack, settings, args.package)
            return _played(args, [(file, stage) for file in scripts])
        place = Place(args.url, args.cert, args.store, args.package)
        skill = stack.enter_context(reached(place, settings, World()))
        if args.proxy is not None:
            return _sign(skill, args.proxy)
        return (
            _played(args, [(f, _stage(skill, f)) for f in scripts])
            if scripts
            else _talk(args, skill)
        )


def _check(args: argparse.Namespace) -> None:
    """Refuse what can be seen to fail before anything is started."""
    if args.door == "counter" and not args.script:
        raise ArgumentsInvalid("--door counter is for --script FILE; `type` talks to the counter")
    if args.door == "counter" and args.url:
        raise ArgumentsInvalid("--door counter needs no --url: it is played here")
    if args.record and args.record.exists():
        raise ArgumentsInvalid(f"{args.record}: exists already; give another name")
    if args.record and not args.record.parent.is_dir():
        raise ArgumentsInvalid(f"{args.record.parent}: no such directory")


def _stage(skill: Skill, file: ScriptFile) -> Stage:
    """A customer of its own for each script."""
    return AlexaStage(skill.alexa(screen=file.script.device.screen), skill.store)


def _counter(stack: ExitStack, settings: Settings, package: Path) -> Stage:
    store = stack.enter_context(open_store(stack.enter_context(scratch_url())))
    world = World(seed=constant_seed)
    invocation = Invocation(Model.read(package, settings.locale), Speech.load())
    talk = make_conversation(store, settings, world)
    return CounterStage(talk, store, invocation, make_wording(settings))


def _played(args: argparse.Namespace, plays: list[tuple[ScriptFile, Stage]]) -> int:
    player, steps = Player(Speech.load()), list[Played]()
    for file, stage in plays:
        if not args.json:
            print(f"{file.script.name}, at the door {stage.name}:")
        for played in player.play(file, stage):
            steps.append(played)
            if not args.json:
                print(show.played_lines(played), flush=True)
    missed = sum(bool(played.misses) for played in steps)
    if args.json:
        print(dump({"missed": missed, "steps": [show.played_json(played) for played in steps]}))
    else:
        print(f"{len(steps)} steps, {missed} missed")
    return int(bool(missed))


def _talk(args: argparse.Namespace, skill: Skill) -> int:
    stage = AlexaStage(skill.alexa(screen=args.screen), skill.store)
    recorder = Recorder(Speech.load(), screen=args.screen, cart=skill.store is not None)
    turns: list[Seen] = []
    if not args.json:
        print(f"Say: alexa, open {skill.model.invocation} (empty line: silence; /quit leaves)")
    try:
        for said in _lines():
            exchange = stage.alexa.open() if said == OPEN else stage.alexa.say(said)
            turns.append(stage.seen(exchange))
            recorder.note(said, turns[-1])
            if not args.json:
                print(show.exchange_lines(exchange), flush=True)
    finally:
        if args.record and recorder:
            recorder.write(args.record)
    if args.json:
        print(dump({"turns": [show.as_json(turn) for turn in turns]}))
    return int(any(turn.faults for turn in turns))


def _lines() -> Iterator[str]:
    prompt = "> " if sys.stdin.isatty() else ""
    while True:
        try:
            line = input(prompt).strip()
        except EOFError:
            return
        if line == QUIT:
            return
        yield line


def _sign(skill: Skill, port: int) -> int:
    with Proxy(skill.door, port) as proxy:
        print(f"signing for {skill.door.url}, listening on {proxy.url}", flush=True)
        print(f"the skill's id is {skill.settings.skill_id}", flush=True)
        with _ended_by_signals():
            proxy.serve_forever()
    return 0


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """End as by Ctrl-C, so that the server that was started ends too."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
