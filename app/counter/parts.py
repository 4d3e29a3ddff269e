"""What the live counter is made of, as far as it knows its parts. May import `app.counter.exchange`, `audio` and `skills`.

Each part is a small protocol: the shop near or far, news to speak between turns, somebody who keeps the recordings,
somebody who shows what goes on.
"""

from collections.abc import Iterator
from enum import Enum
from typing import Protocol

from app.counter.exchange import Reply
from audio.endpoint import Heard
from audio.pcm import Samples
from audio.recognize import Ear, Hearing
from skills.grammar import OPENING


class Stage(Enum):
    """What the counter is doing."""

    IDLE = "waiting"
    LISTENING = "listening"
    HEARING = "hearing"
    RECOGNISING = "recognising"
    THINKING = "thinking"
    RENDERING = "rendering"
    SPEAKING = "speaking"
    WOKEN = "addressed"
    LOST = "no microphone"


class Sound(Protocol):
    """A microphone."""

    @property
    def fault(self) -> Exception | None:
        """Why there is no sound, if there is none."""

    @property
    def received(self) -> int:
        """Samples that have come."""

    @property
    def taken(self) -> int:
        """Samples that are no more to come out of here."""

    def blocks(self) -> Iterator[Samples]:
        """Sound as it comes, in blocks of `audio.listen.BLOCK`; ends when the microphone is lost."""

    def block(self, wait_s: float = 0.0) -> Samples | None:
        """The next block, waited for at most so long."""

    def skip(self) -> None:
        """Forget what was recorded until now."""


class Loudspeaker(Protocol):
    """A loudspeaker."""

    @property
    def silent(self) -> bool:
        """Whether all that was given to it has been heard, or cannot be."""

    def play(self, samples: Samples) -> int:
        """Play this after all before; does not wait. The sound's number."""

    def began(self) -> list[tuple[int, int, int]]:
        """The sounds that began since this was last asked: number, its sample, the microphone's sample then."""

    def stop(self) -> None:
        """Fall silent."""


class Talk(Protocol):
    """The shop, near or far, as somebody to talk to."""

    @property
    def focus(self) -> str:
        """What to listen for: answers to the question that is open, or what people begin a visit with."""

    @property
    def category(self) -> str:
        """The category of products that was talked about last, if any."""

    def greet(self) -> Reply:
        """Begin a visit without words."""

    def answer(self, hearing: Hearing) -> Reply:
        """Answer what was heard; its words are "" when it was not understood."""


class Hearer(Protocol):
    """Has an ear for each question."""

    def ear(self, question: str = OPENING, category: str = "") -> Ear:
        """The ear for what may be said after a question ("": none), of a category ("": none in particular)."""

    def prepare(self, question: str, category: str = "") -> None:
        """Open the ear for a question beside the talk: it will be asked next."""


class Mouth(Protocol):
    """Makes sound of text."""

    def sentences(self, speech: str) -> Iterator[Samples]:
        """The sound of a text or of SSML a sentence at a time, each as soon as it is made. Raises SpeechFailed."""


class News(Protocol):
    """What the shop has to say of itself, such as that an order is ready."""

    def due(self) -> str | None:
        """The next text to speak, once; None when there is none. Asked between turns, 30 times a second: never waits."""


class Keeper(Protocol):
    """Keeps utterances with what was understood."""

    def keep(self, samples: Samples, hearing: Hearing, said: Reply) -> None:
        """Keep one utterance and its answer."""


class Status(Protocol):
    """Shows what goes on."""

    def stage(self, stage: Stage, detail: str = "") -> None:
        """The counter begins a stage; `detail` are the words heard so far, or what is wrong."""

    def heard(self, heard: Heard) -> None:
        """Somebody said something."""

    def line(self, who: str, text: str) -> None:
        """The "shop" said something, or there is something to "note"."""


class NoNews:
    """Nothing ever happens."""

    def due(self) -> str | None:
        """Nothing."""
        return None


class KeepsNothing:
    """No recording is kept."""

    def keep(self, samples: Samples, hearing: Hearing, said: Reply) -> None:
        """Forget it."""
