"""A world for a counter without devices: sound is fed, the loudspeaker is a tape, time passes with every block of sound.

May import `app.counter` and `audio`.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from app.counter.keys import Keys
from app.counter.parts import Stage
from audio.endpoint import Heard
from audio.errors import DeviceMissing
from audio.listen import BLOCK
from audio.pcm import RATE, Samples

SILENCE = np.zeros(BLOCK, dtype=np.int16)
LONGEST = 2000
"""Blocks of silence, a minute, after which something is wrong"""
QUIET = np.zeros(RATE // 2, dtype=np.int16)


@dataclass
class Scene:
    """Microphone, loudspeaker and status at once; says its sentences one each time the counter listens, then leaves."""

    keys: Keys = field(default_factory=Keys)
    sentences: deque[Samples] = field(default_factory=deque)
    interruptions: deque[Samples] = field(default_factory=deque)
    """Said while the counter speaks"""
    stages: list[tuple[Stage, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    tape: list[Samples] = field(default_factory=list)
    stopped: int = 0
    leaves: bool = True
    """Whether it presses Enter while there are sentences, and then leaves"""
    fault: DeviceMissing | None = None
    taken: int = 0
    _air: deque[Samples] = field(default_factory=deque)
    _playing: int = 0
    _silent: int = 0

    def says(self, *sounds: Samples) -> None:
        """Say these, one each time the counter listens."""
        self.sentences += [np.concatenate((QUIET, sound)) for sound in sounds]

    def sound(self, samples: Samples) -> None:
        """Sound reaches the microphone."""
        whole = np.pad(samples, (0, -len(samples) % BLOCK))
        self._air.extend(whole.reshape(-1, BLOCK))

    @property
    def received(self) -> int:
        """Samples that have come out of the air, and those that are in it."""
        return self.taken + BLOCK * len(self._air)

    def forget(self) -> None:
        """Forget what happened."""
        self.stages.clear()
        self.lines.clear()
        self.tape.clear()

    def block(self, wait_s: float = 0.0) -> Samples | None:
        """The microphone's next block, silence if it must be."""
        if not wait_s and not self._air:
            return None
        self.taken += BLOCK
        self._playing = max(0, self._playing - BLOCK)
        if self._air:
            self._silent = 0
            return self._air.popleft()
        self._silent += 1
        if self._silent > LONGEST:
            raise TimeoutError(f"nothing happens any more; last: {self.stages[-3:]}")
        return SILENCE

    def blocks(self) -> Iterator[Samples]:
        """The microphone's sound."""
        while self.fault is None and (block := self.block(1.0)) is not None:
            yield block

    def skip(self) -> None:
        """What the microphone has is lost."""
        self.taken += BLOCK * len(self._air)
        self._air.clear()

    @property
    def silent(self) -> bool:
        """Whether the loudspeaker is."""
        return self._playing == 0

    def play(self, samples: Samples) -> int:
        """The loudspeaker plays this."""
        self.tape.append(samples)
        self._playing += len(samples)
        return len(self.tape)

    def began(self) -> list[tuple[int, int, int]]:
        """Nothing: the microphone does not hear the loudspeaker."""
        return []

    def stop(self) -> None:
        """The loudspeaker is told to fall silent."""
        self._playing = 0
        self.stopped += 1

    def stage(self, stage: Stage, detail: str = "") -> None:
        """The counter begins a stage: speak, or leave."""
        self.stages.append((stage, detail))
        if stage is Stage.IDLE and self.leaves:
            self.keys.read([""] if self.sentences else [])
        elif stage is Stage.LISTENING and self.sentences:
            self.sound(self.sentences.popleft())
        elif stage is Stage.SPEAKING and self.interruptions:
            self.sound(self.interruptions.popleft())

    def heard(self, heard: Heard) -> None:
        """The counter heard this."""
        self.lines.append(f"you: {heard.hearing.words or '(not understood)'}")

    def line(self, who: str, text: str) -> None:
        """The counter says this."""
        self.lines.append(f"{who}: {text}")

    def went(self) -> list[Stage]:
        """The stages gone through, words apart."""
        return [stage for stage, _ in self.stages if stage is not Stage.HEARING]
