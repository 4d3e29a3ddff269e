"""The counter with a microphone that is fed and a loudspeaker that is a tape."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from app.counter.conversation import Conversation
from app.counter.ears import Ears
from app.counter.live import PATIENCE_S, Counter, presses
from app.counter.snapshot import snapshot
from audio import pcm
from audio.devices import Microphone, Speaker
from audio.listen import BLOCK
from audio.pcm import RATE, Samples
from audio.speak import Voice
from models.base import Store

Record = Callable[[str], Path]
QUIET = np.zeros(RATE, dtype=np.int16)


@dataclass
class Stage:
    """Says its sentences into the microphone, one each time the counter listens, and notes what comes back."""

    counter: Counter = field(init=False)
    microphone: Microphone = field(default_factory=lambda: Microphone(RATE))
    sentences: list[Samples] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    tape: list[Samples] = field(default_factory=list)

    def show(self, line: str) -> None:
        self.lines.append(line)
        if line == "listening ...":
            self.speak(self.sentences.pop(0))

    def speak(self, sound: Samples) -> None:
        """Sound reaches the microphone as PortAudio hands it over."""
        for start in range(0, len(sound), BLOCK):
            self.microphone.take(sound[start : start + BLOCK].reshape(-1, 1))

    def says(self, *sounds: Samples) -> None:
        self.sentences += [np.concatenate((QUIET, sound, QUIET)) for sound in sounds]

    def played(self) -> int:
        """Samples that came out of the loudspeaker."""
        return sum(len(chunk) for chunk in self.tape)


@pytest.fixture
def stage(conversation: Conversation, ears: Ears, voice: Voice) -> Stage:
    made = Stage()
    speaker = Speaker(made.tape.append, RATE)
    made.counter = Counter(conversation, ears, voice, made.microphone, speaker, made.show)
    return made


def test_a_sentence_is_heard_and_answered_aloud(stage: Stage, recorded: Record) -> None:
    stage.counter.greet()
    greeting = stage.played()
    assert stage.lines == ["shop: Welcome to Corner Coffee. What would you like?"]
    assert greeting > RATE
    stage.says(pcm.read(recorded("a large latte")))
    stage.counter.turn()
    listening, heard, answer = stage.lines[1:]
    assert listening == "listening ..."
    assert heard.startswith("you:  ")
    assert heard.endswith("large latte")
    assert answer == "shop: I added a large latte. Anything else?"
    assert stage.played() > greeting + RATE
    assert max(int(np.abs(chunk).max()) for chunk in stage.tape) > 1000


def test_an_answer_to_the_open_question_is_listened_for(stage: Stage, recorded: Record) -> None:
    stage.says(*(pcm.read(recorded(s)) for s in ("a large latte", "check out", "sophia")))
    for _ in range(3):
        stage.counter.turn()
    assert stage.lines[-1].endswith("Shall I place the order?")


def test_silence_ends_the_turn_and_says_so(stage: Stage, conversation: Conversation) -> None:
    stage.says(np.zeros(round((PATIENCE_S + 1) * RATE), dtype=np.int16))
    stage.counter.turn()
    assert stage.lines == ["listening ...", "(nothing heard)"]
    assert stage.tape == []
    assert conversation.focus == ""


def test_what_was_said_before_the_press_is_not_heard(stage: Stage, recorded: Record) -> None:
    stage.speak(np.concatenate((pcm.read(recorded("two croissants")), QUIET)))
    stage.says(pcm.read(recorded("a large latte")))
    stage.counter.turn()
    assert stage.lines[1].endswith("large latte")


def test_noise_without_words_is_not_understood_or_not_heard(stage: Stage) -> None:
    loud = np.random.default_rng(7).normal(scale=3000, size=10 * RATE).astype(np.int16)
    stage.says(loud)
    stage.counter.turn()
    assert stage.lines[1] in ("(nothing heard)", "you:  (not understood)")


def test_a_mouth_that_fails_leaves_the_text_and_the_turn(
    stage: Stage, demo_store: Store, recorded: Record
) -> None:
    with Voice(worker=(sys.executable, "-c", "raise SystemExit(3)")) as dumb:
        stage.counter.voice = dumb
        stage.says(pcm.read(recorded("two croissants")))
        stage.counter.turn()
    assert stage.lines[2] == "shop: I added two croissants. Anything else?"
    assert stage.lines[3].startswith("(not spoken: could not say ")
    assert stage.tape == []
    stage.says(pcm.read(recorded("check out")))
    assert snapshot(demo_store, stage.counter.conversation.say("what's in my cart").owner)["cart"]


def test_each_press_of_enter_is_one_turn_until_input_ends() -> None:
    keys = iter(["", "", ""])

    def ask() -> str:
        try:
            return next(keys)
        except StopIteration:
            raise EOFError from None

    pressed: Iterator[None] = presses(ask)
    assert list(pressed) == [None, None, None]
