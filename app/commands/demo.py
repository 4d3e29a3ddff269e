"""A recorded conversation through the real parts, then the same one as signed Alexa requests.

Our own voice speaks the recordings; they are recognised, understood and answered at the counter. Then a server is started
and hears the same words through its Alexa door; both must answer alike.
"""

import argparse
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from app.bootstrap import (
    World,
    constant_seed,
    make_conversation,
    make_lexicon,
    make_voice,
    open_store,
    scratch_url,
)
from app.counter.ears import Ears
from app.counter.recorded import Player, Turn
from app.customer import Customer
from app.settings import Settings
from app.tone import make_wording
from app.web import devcert
from app.web.client import SignedDoor
from app.web.process import serving
from audio import pcm
from audio.speak import Voice
from skills.envelope import Caller
from skills.language import Language

SAID = (
    "can i have a large latte with oat milk",
    "make it two with brown sugar",
    "how much is a blueberry muffin",
    "yes please",
    "warm",
    "what's in my cart",
    "check out",
    "sophia",
    "yes",
    "where is order {number} for sophia",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    parser.add_argument(
        "--out", type=Path, default=Path("build/demo"), help="where sound is written"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Play both doors; 1 if they differ."""
    settings = Settings(locale=settings.locale, variants="first")
    world = World(seed=constant_seed)
    with ExitStack() as stack:
        voice = stack.enter_context(make_voice(Language.load(settings.locale)))
        turns = _counter(settings, world, voice, args.out)
        answers = _alexa(settings, world, [turn.transcript for turn in turns])
    wording = make_wording(settings)
    said = [wording.at_alexa(turn.speech) for turn in turns]
    answers = [wording.at_counter(answer) for answer in answers]
    alike = [counter == answer for counter, answer in zip(said, answers, strict=True)]
    print(f"\nThe Alexa door answered {sum(alike)} of {len(alike)} turns alike.")
    for turn, answer, same in zip(turns, answers, alike, strict=True):
        print(f"  {'same' if same else 'DIFFERS'}  {answer if not same else turn.speech}")
    print(f"\nThe recordings and the spoken answers are in {args.out}. Next, try:")
    print("  .venv/bin/python -m app type      talk to the shop from the keyboard")
    print("  .venv/bin/python -m app counter   talk to it at the microphone")
    print("  .venv/bin/python -m app serve     answer Alexa")
    placed = next((turn.order for turn in turns if turn.order), None)
    return int(not all(alike) or not placed or turns[-1].intent != "OrderStatusIntent")


def _counter(settings: Settings, world: World, voice: Voice, out: Path) -> list[Turn]:
    """Record, hear and answer each sentence at the counter."""
    turns: list[Turn] = []
    with ExitStack() as stack:
        store = stack.enter_context(open_store(stack.enter_context(scratch_url())))
        conversation = make_conversation(store, settings, world)
        ears = stack.enter_context(Ears(make_lexicon(store, settings.locale)))
        print(f"At the counter, with {ears.ear().name}:\n")
        player = Player(store, conversation, ears, voice, out / "answers")
        for count, sentence in enumerate(SAID, 1):
            turns.append(player.play(_recorded(voice, sentence, turns, out, count)))
            print(turns[-1].text())
    return turns


def _recorded(voice: Voice, sentence: str, turns: list[Turn], out: Path, count: int) -> Path:
    """Speak a sentence into a file; the order's number is known once it was answered."""
    order = turns[-1].order if turns else None
    number = " ".join(str(order["number"])) if order else ""
    path = out / "recorded" / f"{count:02d}.wav"
    path.parent.mkdir(parents=True, exist_ok=True)
    pcm.write(path, voice.say(sentence.format(number=number)))
    return path


def _alexa(settings: Settings, world: World, words: list[str]) -> list[str]:
    """Send the same words as signed requests to a server of our own."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(TemporaryDirectory(prefix="countertalk-")))
        made = devcert.create(directory / "cert", world.clock())
        url = stack.enter_context(scratch_url())
        environ = {
            "DATABASE_URL": url,
            "ALEXA_DEV_CERT": str(directory / "cert"),
            "ALEXA_SKILL_ID": settings.skill_id,
            "COUNTERTALK_VARIANTS": settings.variants,
        }
        door = SignedDoor(stack.enter_context(serving(environ)), made.signer)
        print(f"\nA server listens on {door.url}; the same words go to it as signed requests.")
        with open_store(url) as store:
            lexicon = make_lexicon(store, settings.locale)
        caller = Caller(settings.skill_id, world.new_id(), settings.device_id, settings.locale)
        customer = Customer(door, lexicon, caller, world.clock, world.new_id)
        return [customer.say(said).speech for said in words]
