"""Talk to the shop at the microphone: press Enter or say the wake phrase, speak after the beep, hear the answer.

It listens again while a question is open. While it speaks "stop", the wake phrase or Enter silence it. Ctrl-D leaves.
"""

import argparse
import signal
import sys
from contextlib import ExitStack, suppress

from app.bootstrap import make_conversation, make_ears, make_voice, open_store, world_for
from app.commands.audio_options import add_ear
from app.counter.keys import Keys
from app.counter.live import Counter
from app.counter.status import status
from app.settings import Settings
from audio.barge_in import BargeIn
from audio.devices import Microphone, Speaker
from audio.spot import Spotter
from skills.wording import Wording


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    parser.add_argument("--store", help="database URL (DATABASE_URL)")
    parser.add_argument("--wake", metavar="PHRASE", default="", help='such as "hello counter"')
    parser.add_argument("--input", default="", help="microphone, by name or number")
    parser.add_argument("--output", default="", help="loudspeaker, by name or number")
    parser.add_argument("--json", action="store_true", help="each event as a line of JSON")
    add_ear(parser)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Talk until input ends; DeviceMissing says what to plug in or install."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        microphone = stack.enter_context(Microphone(args.input))
        speaker = stack.enter_context(Speaker(args.output, now=lambda: microphone.received))
        barge_in = BargeIn(stack.enter_context(Spotter(args.wake)))
        store = stack.enter_context(open_store(args.store or settings.database_url))
        conversation = make_conversation(store, settings, world_for(settings))
        ears = make_ears(store, conversation, settings, args.ear, args.model)
        stack.enter_context(ears)
        print(ears.describe(), file=sys.stderr)
        voice = stack.enter_context(make_voice(conversation.lexicon.language))
        voice.prepare(Wording.load(settings.locale).fixed)
        shown = status(sys.stdout, _invitation(args.wake), as_json=args.json)
        keys = Keys(stays=bool(args.wake))
        keys.read(sys.stdin)
        Counter(conversation, ears, voice, microphone, speaker, barge_in, keys, shown).run()
    return 0


def _invitation(wake: str) -> str:
    return f'say "{wake}" or press Enter' if wake else "press Enter and speak"
