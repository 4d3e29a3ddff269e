"""One recording as one turn: read, find the speech, recognise, understand and answer, speak. May import everything below.

Each stage is timed: `seconds` are wall-clock seconds, `recognise` is processor time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol, Self

from app.counter import parts
from app.counter.conversation import Conversation, Reply
from app.counter.snapshot import snapshot
from audio import pcm
from audio.errors import SpeechFailed
from audio.listen import trimmed
from audio.pcm import Samples
from audio.recognize import Hearing
from audio.speak import Voice
from models.base import Store

Json = dict[str, Any]


@dataclass
class Turn:
    """What came of one recording."""

    file: str
    transcript: str = ""
    confidence: float = 0.0
    intent: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    speech: str = ""
    answer: str | None = None
    """The WAV file with the answer"""
    cart: Json | None = None
    order: Json | None = None
    ended: bool = False
    error: str | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    def text(self) -> str:
        """Lines for people."""
        if self.error:
            return f"{self.file}\n  error: {self.error}"
        heard = self.transcript or "(nothing understood)"
        lines = [self.file, f"  heard:  {heard}", f"  answer: {self.speech}"]
        if self.cart:
            lines.append(f"  cart:   {_cart(self.cart)}")
        return "\n".join([*lines, f"  seconds: {_times(self.seconds)}"])


class Hearer(parts.Hearer, Protocol):
    """Hears whole utterances too, for a shop near or far; a context manager."""

    def hear(self, samples: Samples, question: str, category: str = "") -> Hearing:
        """Hear one utterance, said after a question, of a category (empty: none)."""

    def describe(self) -> str:
        """Which ear it is, and what it cannot hear."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...


@dataclass
class Player:
    """Plays recordings to a conversation."""

    store: Store | None
    """None: carts are the server's, and not seen"""
    conversation: Conversation
    ears: Hearer
    voice: Voice | None
    """None: answers are not spoken"""
    out: Path
    _count: int = 0

    def play(self, path: Path) -> Turn:
        """Play one file; raises `RecordingError` if it is no recording."""
        turn = Turn(str(path))
        with _timed(turn, "read"):
            samples = pcm.read(path)
        with _timed(turn, "listen"):
            speech = trimmed(samples)
        hearing = self.ears.hear(speech, self.conversation.focus, self.conversation.category)
        turn.transcript, turn.confidence = hearing.words, hearing.confidence
        turn.seconds["recognise"] = round(hearing.seconds, 4)
        with _timed(turn, "answer"):
            reply = self.conversation.answer(hearing)
        self._note(turn, reply)
        with _timed(turn, "speak"):
            turn.answer = self._speak(reply.ssml, path)
        return turn

    def _note(self, turn: Turn, reply: Reply) -> None:
        turn.intent, turn.speech, turn.ended = reply.intent, reply.speech, reply.ended
        turn.slots = {
            name: {"value": [s.words for s in said], "id": [i for s in said for i in s.ids]}
            for name, said in (reply.meaning.slots if reply.meaning else {}).items()
        }
        if self.store:
            has = snapshot(self.store, reply.owner)
            turn.cart, turn.order = has["cart"], has["order"]

    def _speak(self, speech: str, path: Path) -> str | None:
        """Write the answer's sound; a mouth that fails costs the sound, not the turn."""
        if self.voice is None:
            return None
        self._count += 1
        try:
            samples = self.voice.say(speech)
        except SpeechFailed:
            return None
        self.out.mkdir(parents=True, exist_ok=True)
        target = self.out / f"{self._count:03d}-{path.stem}.wav"
        pcm.write(target, samples)
        return str(target)


@contextmanager
def _timed(turn: Turn, stage: str) -> Iterator[None]:
    begun = perf_counter()
    yield
    turn.seconds[stage] = round(perf_counter() - begun, 4)


def _cart(cart: Json) -> str:
    lines = (
        f"{line['quantity']} {' '.join((line['name'], *line['options'].values()))}"
        for line in cart["lines"]
    )
    return f"{', '.join(lines)}; {cart['total'] / 100:.2f} with tax"


def _times(seconds: dict[str, float]) -> str:
    return ", ".join(f"{stage} {value:.2f}" for stage, value in seconds.items())
