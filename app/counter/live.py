"""The counter live: press Enter, speak, hear the answer. May import `app.counter` and `audio`.

Half duplex: what the microphone heard while the shop spoke is forgotten.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.counter.conversation import Conversation, Reply
from app.counter.ears import Ears
from audio.devices import Microphone, Speaker
from audio.errors import SpeechFailed
from audio.listen import Listener
from audio.pcm import RATE, Samples
from audio.speak import Voice

PATIENCE_S = 8.0  # silence after which nothing more is expected, as with Alexa


@dataclass
class Counter:
    """A counter with its devices."""

    conversation: Conversation
    ears: Ears
    voice: Voice
    microphone: Microphone
    speaker: Speaker
    show: Callable[[str], None]
    """Prints a line"""

    def greet(self) -> None:
        """Say hello."""
        self._tell(self.conversation.greet())

    def turn(self) -> None:
        """Listen for one utterance and answer it."""
        self.microphone.skip()
        self.show("listening ...")
        samples = self._utterance()
        if samples is None:
            self.show("(nothing heard)")
            return
        hearing = self.ears.hear(samples, self.conversation.focus)
        self.show(f"you:  {hearing.words or '(not understood)'}")
        self._tell(self.conversation.say(hearing.words))

    def _utterance(self) -> Samples | None:
        listener, heard = Listener(), 0
        for block in self.microphone.blocks():
            heard += len(block)
            for utterance in listener.feed(block):
                return utterance.samples
            if not listener.speaking and heard > PATIENCE_S * RATE:
                return None
        return None

    def _tell(self, reply: Reply) -> None:
        self.show(f"shop: {reply.speech}")
        try:
            for sentence in self.voice.sentences(reply.ssml):
                self.speaker.play(sentence)
        except SpeechFailed as error:
            self.show(f"(not spoken: {error})")


def presses(ask: Callable[[], str]) -> Iterator[None]:
    """One item for each press of Enter, until input ends."""
    while True:
        try:
            ask()
        except EOFError:
            return
        yield None
