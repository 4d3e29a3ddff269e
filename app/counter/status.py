"""What a person at the terminal sees of the counter, or a program that reads its output. May import
`app.counter` and `audio`."""

import json
import time
from dataclasses import dataclass, field
from typing import TextIO

from app.counter.parts import Stage, Status
from audio.endpoint import Heard
from audio.pcm import seconds

SHOWN = {
    Stage.IDLE: "waiting: {invitation}",
    Stage.LISTENING: "listening ...",
    Stage.HEARING: "hearing: {detail} ...",
    Stage.RECOGNISING: "thinking ...",
    Stage.THINKING: "thinking ...",
    Stage.RENDERING: "thinking ...",
    Stage.SPEAKING: "speaking ...",
    Stage.WOKEN: "addressed by {detail}",
    Stage.LOST: "{detail}; waiting for it",
}
NOTHING = "(not understood)"
CLEAR = "\r\x1b[K"


@dataclass
class Terminal:
    """One line that changes, with what was said above it."""

    out: TextIO
    invitation: str
    """How to address the counter"""
    width: int = 79

    def stage(self, stage: Stage, detail: str = "") -> None:
        """Change the line."""
        text = SHOWN[stage].format(detail=detail, invitation=self.invitation)
        self.out.write(CLEAR + text[: self.width])
        self.out.flush()

    def heard(self, heard: Heard) -> None:
        """Leave a line above with the words."""
        self.line("you", heard.hearing.words or NOTHING)

    def line(self, who: str, text: str) -> None:
        """Leave a line above."""
        self.out.write(f"{CLEAR}{who + ':':5} {text}\n")
        self.out.flush()


@dataclass
class Plain:
    """A line whenever something else is to be seen, for a log."""

    out: TextIO
    invitation: str
    _last: str = field(default="", init=False)

    def stage(self, stage: Stage, detail: str = "") -> None:
        """Print what is new; words are printed when they are final."""
        text = SHOWN[stage].format(detail=detail, invitation=self.invitation)
        if stage is not Stage.HEARING and text != self._last:
            self._print(text)
            self._last = text

    def heard(self, heard: Heard) -> None:
        """Print the words."""
        self.line("you", heard.hearing.words or NOTHING)

    def line(self, who: str, text: str) -> None:
        """Print it."""
        self._print(f"{who + ':':5} {text}")

    def _print(self, text: str) -> None:
        print(text, file=self.out, flush=True)


@dataclass
class Events:
    """Each event as a JSON object on a line, with the seconds of the system's monotonic clock."""

    out: TextIO

    def stage(self, stage: Stage, detail: str = "") -> None:
        """A stage began."""
        self._print(stage.name.lower(), text=detail)

    def heard(self, heard: Heard) -> None:
        """The words, and what it cost to hear them: processor seconds for seconds of sound."""
        hearing, sound = heard.hearing, seconds(heard.samples)
        self._print(
            "you",
            text=hearing.words,
            confidence=round(hearing.confidence, 4),
            seconds=round(hearing.seconds, 4),
            sound=round(sound, 4),
            cut=heard.cut,
        )

    def line(self, who: str, text: str) -> None:
        """Something was said."""
        self._print(who, text=text)

    def _print(self, event: str, **data: object) -> None:
        at = round(time.monotonic(), 4)
        print(json.dumps({"at": at, "event": event, **data}), file=self.out, flush=True)


def status(out: TextIO, invitation: str, *, as_json: bool) -> Status:
    """What suits the output."""
    if as_json:
        return Events(out)
    return Terminal(out, invitation) if out.isatty() else Plain(out, invitation)
