"""A counter in a world of its own: sound is fed, the loudspeaker is a tape, and time passes with every block of sound."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from app.counter.keys import Keys
from app.counter.parts import Stage
from audio.errors import DeviceMissing
from audio.listen import BLOCK
from audio.pcm import RATE, Samples

SILENCE = np.zeros(BLOCK, dtype=np.int16)
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
    fault: DeviceMissing | None = None
    _air: deque[Samples] = field(default_factory=deque)
    taken: int = 0
    _playing: int = 0

    def says(self, *sounds: Samples) -> None:
        self.sentences += [np.concatenate((QUIET, sound)) for sound in sounds]

    def sound(self, samples: Samples) -> None:
        """Sound reaches the microphone."""
        whole = np.pad(samples, (0, -len(samples) % BLOCK))
        self._air.extend(whole.reshape(-1, BLOCK))

    # the microphone
    def block(self, wait_s: float = 0.0) -> Samples | None:
        if not wait_s and not self._air:
            return None
        self.taken += BLOCK
        self._playing = max(0, self._playing - BLOCK)
        return self._air.popleft() if self._air else SILENCE

    def blocks(self) -> Iterator[Samples]:
        while self.fault is None and (block := self.block(1.0)) is not None:
            yield block

    def skip(self) -> None:
        self.taken += BLOCK * len(self._air)
        self._air.clear()

    # the loudspeaker
    @property
    def silent(self) -> bool:
        return self._playing == 0

    def play(self, samples: Samples) -> int:
        self.tape.append(samples)
        self._playing += len(samples)
        return len(self.tape)

    def began(self) -> list[tuple[int, int, int]]:
        return []

    def stop(self) -> None:
        self._playing = 0
        self.stopped += 1

    # the status
    def stage(self, stage: Stage, detail: str = "") -> None:
        self.stages.append((stage, detail))
        if stage is Stage.IDLE:
            self.keys.read([""] if self.sentences else [])
        elif stage is Stage.LISTENING and self.sentences:
            self.sound(self.sentences.popleft())
        elif stage is Stage.SPEAKING and self.interruptions:
            self.sound(self.interruptions.popleft())

    def line(self, who: str, text: str) -> None:
        self.lines.append(f"{who}: {text}")

    def went(self) -> list[Stage]:
        """The stages gone through, words apart."""
        return [stage for stage, _ in self.stages if stage is not Stage.HEARING]
