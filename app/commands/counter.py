"""Talk to the shop at the microphone: press Enter or say the wake phrase, speak after the beep, hear the answer.

It listens again while a question is open. While it speaks "stop", the wake phrase or Enter silence it. Ctrl-D leaves.
"""

import argparse
import signal
import sys
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path

from app.bootstrap import World, make_voice, world_for
from app.commands.audio_options import add_ear
from app.commands.recordings import KEEP_DAYS
from app.commands.shop_options import add_shop, reached
from app.commands.whole import whole
from app.counter.announcer import Announcer
from app.counter.conversation import Conversation
from app.counter.keys import Keys
from app.counter.live import Counter
from app.counter.parts import Keeper, KeepsNothing, Talk
from app.counter.recorder import Recorder
from app.counter.recordings import Recordings
from app.counter.status import status
from app.errors import ArgumentsInvalid
from app.settings import Settings
from app.tone import make_wording
from audio.barge_in import BargeIn
from audio.devices import Microphone, Speaker
from audio.errors import GrammarRefused
from audio.spot import Spotter
from skills.answer import say
from skills.language import Language


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    add_shop(parser)
    parser.add_argument("--wake", metavar="PHRASE", type=_phrase, help='such as "hello counter"')
    parser.add_argument("--input", default="", help="microphone, by name or number")
    parser.add_argument("--output", default="", help="loudspeaker, by name or number")
    parser.add_argument("--json", action="store_true", help="each event as a line of JSON")
    parser.add_argument(
        "--record", type=Path, metavar="DIR", help="keep what is said, and say so to everybody"
    )
    parser.add_argument(
        "--keep-days",
        type=whole(1, 3650),
        default=KEEP_DAYS,
        metavar="N",
        help=f"delete recordings after so many days ({KEEP_DAYS})",
    )
    add_ear(parser)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Talk until input ends; DeviceMissing says what to plug in or install."""
    for number in (signal.SIGTERM, signal.SIGINT):  # a shell's job behind has the latter ignored
        signal.signal(number, signal.default_int_handler)
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        barge_in = BargeIn(stack.enter_context(_spotter(args.wake or "")))
        microphone = stack.enter_context(Microphone(args.input))
        speaker = stack.enter_context(Speaker(args.output, now=lambda: microphone.received))
        world = world_for(settings)
        url = args.store or settings.database_url
        shop = stack.enter_context(reached(args, settings, world, url))
        news = stack.enter_context(Announcer(shop.telling, world.clock, world.new_id))
        ears = stack.enter_context(shop.ears(args.ear, args.model))
        print(ears.describe(), file=sys.stderr)
        voice = stack.enter_context(make_voice(Language.load(settings.locale)))
        voice.prepare(make_wording(settings).fixed)
        shown = status(sys.stdout, _invitation(args.wake), as_json=args.json)
        keys = Keys(stays=bool(args.wake))
        keys.read(sys.stdin)
        talk, keeper = _kept(stack, args, shop.conversation, settings, world)
        parts = (talk, ears, voice, microphone, speaker, barge_in, keys, shown, news, keeper)
        Counter(*parts).run()
    return 0


def _phrase(text: str) -> str:
    """A type for argparse: words to be woken by."""
    if not text.strip():
        raise argparse.ArgumentTypeError(f'{text!r}: give words, such as "hello counter"')
    return text


def _spotter(wake: str) -> Spotter:
    """What hears the wake phrase; `ArgumentsInvalid` names the words it cannot hear."""
    try:
        return Spotter(wake)
    except GrammarRefused as error:
        raise ArgumentsInvalid(f"--wake {wake!r}: {error.reason}") from error


def _kept(
    stack: ExitStack,
    args: argparse.Namespace,
    talk: Conversation,
    settings: Settings,
    world: World,
) -> tuple[Talk, Keeper]:
    """The shop to talk to, and who keeps what is said: nobody, unless it was asked for."""
    if args.record is None:
        return talk, KeepsNothing()
    wording = make_wording(settings)
    notice = wording.render(say("announce.recording", days=args.keep_days), seed=0)
    kept, keep_for = Recordings(args.record), timedelta(days=args.keep_days)
    recorder = stack.enter_context(Recorder(talk, kept, notice, keep_for, world.clock))
    return recorder, recorder


def _invitation(wake: str | None) -> str:
    return f'say "{wake}" or press Enter' if wake else "press Enter and speak"
