"""Talk to the shop at the microphone: press Enter, speak, hear the answer; Ctrl-D leaves."""

import argparse
from contextlib import ExitStack

from app.bootstrap import make_conversation, make_ears, make_voice, open_store, world_for
from app.commands.audio_options import add_ear
from app.counter.live import Counter, presses
from app.settings import Settings
from audio import devices
from skills.wording import Wording


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    parser.add_argument("--store", help="database URL (DATABASE_URL)")
    parser.add_argument("--input", help="microphone, by name or number")
    parser.add_argument("--output", help="loudspeaker, by name or number")
    add_ear(parser)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Talk until input ends; DeviceMissing says what to plug in or install."""
    with ExitStack() as stack:
        microphone = stack.enter_context(devices.microphone(_device(args.input)))
        speaker = stack.enter_context(devices.speaker(_device(args.output)))
        store = stack.enter_context(open_store(args.store or settings.database_url))
        conversation = make_conversation(store, settings, world_for(settings))
        ears = make_ears(store, conversation, settings, args.ear, args.model)
        stack.enter_context(ears)
        print(ears.describe())
        voice = stack.enter_context(make_voice(conversation.lexicon.language))
        voice.prepare(Wording.load(settings.locale).fixed)
        counter = Counter(conversation, ears, voice, microphone, speaker, print)
        counter.greet()
        for _ in presses(lambda: input("press Enter and speak: ")):
            counter.turn()
    return 0


def _device(text: str | None) -> str | int | None:
    return int(text) if text and text.isdigit() else text
