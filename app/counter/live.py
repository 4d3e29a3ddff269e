"""The counter live: it waits to be addressed, listens, answers aloud, and listens again while a question is open.

Half duplex: while it speaks only the spotter hears the microphone, so that "stop" and the wake phrase interrupt it, and
nothing else does. Interrupted it falls silent and listens; what it had done stays done.

May import `app.counter` and `audio`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.counter.exchange import Reply
from app.counter.keys import Keys
from app.counter.parts import (
    Hearer,
    Keeper,
    KeepsNothing,
    Loudspeaker,
    Mouth,
    News,
    NoNews,
    Sound,
    Stage,
    Status,
    Talk,
)
from app.counter.states import TRANSITIONS, Event, State
from audio.barge_in import BargeIn
from audio.beep import beep
from audio.endpoint import Heard, Patience, utterance
from audio.errors import SpeechFailed
from audio.pcm import RATE
from audio.spot import STOP

ENTER = "Enter"
TICK_S = 0.1
"""Sound is waited for so long at once"""
RINGS_S = 0.3
"""Our voice is in the microphone for so long after it was played: through the room, and through the microphone's buffer"""


@dataclass
class Counter:
    """A counter with its devices."""

    talk: Talk
    hearer: Hearer
    mouth: Mouth
    microphone: Sound
    speaker: Loudspeaker
    barge_in: BargeIn
    keys: Keys
    status: Status
    news: News = field(default_factory=NoNews)
    keeper: Keeper = field(default_factory=KeepsNothing)
    patience: Patience = field(default_factory=Patience)
    _text: str = ""
    """What is said next, in plain words"""
    _ssml: str = ""
    """The same with its pauses"""
    _asks: bool = False
    """Whether an answer is waited for after it"""

    def run(self) -> None:
        """Greet, then serve until the keys are closed."""
        self._say(self.talk.greet(), asks=False)
        state = State.SPEAKING
        while state is not State.LEFT:
            state = TRANSITIONS[state, self._does(state)()]

    def _does(self, state: State) -> Callable[[], Event]:
        return {
            State.IDLE: self._wait,
            State.LISTENING: self._listen,
            State.SPEAKING: self._speak,
            State.LOST: self._recover,
        }[state]

    def _wait(self) -> Event:
        """Until somebody addresses the counter, or the shop has news."""
        self._deafen()
        self.status.stage(Stage.IDLE)
        while self.microphone.fault is None:
            if self._addressed(self.barge_in.wake):
                return Event.WOKEN
            if self.keys.closed:
                return Event.CLOSED
            if text := self.news.due():
                self._text, self._ssml, self._asks = text, text, False
                return Event.NEWS
        return Event.GONE

    def _listen(self) -> Event:
        """Beep, hear one utterance, and get an answer to it."""
        self.status.stage(Stage.LISTENING)
        self.speaker.play(beep())
        heard = utterance(
            self.microphone.blocks(),
            self.hearer.ear(self.talk.focus, self.talk.category),
            self.patience,
            lambda words: self.status.stage(Stage.HEARING, words),
            lambda: self.status.stage(Stage.RECOGNISING),
        )
        if heard:
            self._answer(heard)
            return Event.ANSWERED
        return Event.GONE if self.microphone.fault else Event.QUIET

    def _answer(self, heard: Heard) -> None:
        """Ask the shop."""
        self.status.stage(Stage.THINKING)
        said = self.talk.answer(heard.hearing)
        self.status.heard(heard)
        self.keeper.keep(heard.samples, heard.hearing, said)
        self._say(said, asks=not said.ended)
        self.hearer.prepare(self.talk.focus, self.talk.category)

    def _say(self, said: Reply, *, asks: bool) -> None:
        self._text, self._ssml, self._asks = said.speech, said.ssml, asks

    def _speak(self) -> Event:
        """Say it, piece by piece as it is rendered, unless somebody interrupts."""
        self.status.line("shop", self._text)
        self.status.stage(Stage.RENDERING)
        self._deafen()
        try:
            for number, sound in enumerate(self.mouth.sentences(self._ssml)):
                self.barge_in.play(self.speaker.play(sound), sound)
                if number == 0:
                    self.status.stage(Stage.SPEAKING)
        except SpeechFailed as error:
            self.status.line("note", f"not spoken: {error}")
        interrupted = self._interrupted()
        if interrupted:
            self._fall_silent()
        self._deafen()
        if interrupted:
            return Event.INTERRUPTED
        return Event.ASKED if self._asks else Event.TOLD

    def _interrupted(self) -> bool:
        """Whether somebody interrupts before all is said; what was recorded until then counts, however late it is heard."""
        while not self.speaker.silent:
            if self._addressed(self.barge_in.wake, STOP):
                return True
        last = self.microphone.received
        while self.microphone.taken < last:
            if self._addressed(self.barge_in.wake, STOP):
                return True
        return False

    def _fall_silent(self) -> None:
        """Stop speaking, and let what was said until then ring out in the room: nobody else said it."""
        self.speaker.stop()
        while not self.speaker.silent:
            self.microphone.block(TICK_S)
        last = self.microphone.received + round(RINGS_S * RATE)
        while self.microphone.taken < last and self.microphone.fault is None:
            self.microphone.block(TICK_S)

    def _recover(self) -> Event:
        """Until there is a microphone again."""
        self.status.stage(Stage.LOST, str(self.microphone.fault))
        self.barge_in.lost()
        while self.microphone.fault is not None:
            if self.keys.closed:
                return Event.CLOSED
            self.microphone.block(TICK_S)
        return Event.BACK

    def _addressed(self, *phrases: str) -> bool:
        """Wait for a little sound; whether one of the phrases ended in it, or Enter was pressed."""
        for number, at, now in self.speaker.began():
            self.barge_in.began(number, at, now)
        at = self.microphone.taken
        block = self.microphone.block(TICK_S)
        phrase = self.barge_in.feed(block, at) if block is not None else ""
        if self.keys.pressed():
            phrase = ENTER
        if not phrase or phrase not in (*phrases, ENTER):
            return False
        self.status.stage(Stage.WOKEN, phrase)
        return True

    def _deafen(self) -> None:
        """Forget what was heard until now."""
        self.microphone.skip()
        self.barge_in.quiet()
