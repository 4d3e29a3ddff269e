"""From the last sound of speech to the first sample of the answer, through sound devices and in real time.

The counter runs as a process in a room of sound; recordings are spoken to it, each by another customer, and the room is
recorded: the person on one track, the loudspeaker on the other. Stages are told by the counter itself. May import the whole
program.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from app.bench.baseline import every_fourth
from app.bench.latency_report import NOT_HEARD, Timing, summary
from app.bench.plain_ear import Hear
from app.bench.room import Recording, Room, room
from app.bench.till import Event, Till, till
from audio.listen import BLOCK, Listening, speech, trimmed
from audio.pcm import RATE, Samples
from skills.grammar import OPENING

BEEP_S = 0.3
"""A person speaks so long after the counter listens"""
AFTER_S = 0.5
"""Recorded after the answer began"""
Said = tuple[str, Samples]


def run(
    said: Sequence[Said], ear: str, store: str, hear: Hear, progress: Callable[[str], None]
) -> dict[str, Any]:
    """Say everything; raises CommandFailed where there is no room of sound, TimeoutError when the counter is stuck.

    `hear` is the same ear in this process; the baseline hears whole utterances with it.
    """
    with room() as here, here.recording() as tape:
        arguments = ("--store", store, "--ear", ear)
        with till(here, *arguments, COUNTERTALK_VISIT_SECONDS="1") as counter:
            counter.until("idle")
            trial = Trial(here, tape, counter)
            timings: list[Timing] = []
            silent: list[str] = []
            for number, one in enumerate(said, start=1):
                timing = trial.say(one)
                if timing:
                    timings.append(timing)
                else:
                    silent.append(one[0])
                progress(f"{number}/{len(said)} {one[0]}: {timing.told() if timing else NOT_HEARD}")
    return summary(timings, silent, heard_whole(hear, (sound for _, sound in every_fourth(said))))


def heard_whole(hear: Hear, sounds: Iterable[Samples]) -> list[float]:
    """Seconds that hearing each whole utterance takes, after what a visit begins with; sound without speech has none."""
    times = []
    for utterance in filter(len, map(trimmed, sounds)):
        begun = time.monotonic()
        hear(utterance, OPENING)
        times.append(time.monotonic() - begun)
    return times


@dataclass
class Trial:
    """One utterance in the room."""

    room: Room
    tape: Recording
    counter: Till
    _times: dict[str, float] = field(default_factory=dict)
    _idle: bool = True

    def say(self, said: Said) -> Timing | None:
        """Say it and wait for the answer; None when the counter heard nobody."""
        name, sound = said
        self._listening()
        begun = self.tape.samples()
        apart = self.tape.apart()
        with self.room.begin(sound) as playing:
            heard = self._answered()
            playing.wait()
        if heard is None:
            return None
        spoken = begun + _found(sound, self.tape.both(begun)[:, 0])
        last = (spoken + last_speech(sound)) / RATE - apart
        sounded = self.tape.sounded(self._times["rendering"], apart)
        cost = (heard["seconds"], max(heard["sound"], 0.1), len(sound) / RATE)
        return Timing(name, last, sounded, dict(self._times), heard["text"], *cost)

    def _listening(self) -> None:
        """Until the counter listens and has beeped."""
        if self._idle:
            self.counter.press()
        while self.counter.until("idle", "listening")["event"] == "idle":
            self.counter.press()
        time.sleep(BEEP_S)

    def _answered(self) -> Event | None:
        """Until the counter has begun to speak, a moment more so that it is recorded."""
        heard: Event | None = None
        while True:
            event = self.counter.until(
                "recognising", "thinking", "you", "rendering", "speaking", "idle"
            )
            self._times[event["event"]] = event["at"]
            if event["event"] == "you":
                heard = event
            if event["event"] in ("speaking", "idle"):
                break
        self._idle = event["event"] == "idle"
        time.sleep(AFTER_S)
        return heard


def last_speech(sound: Samples) -> int:
    """The last sample of speech in a recording, by the voice activity detector."""
    found = speech(sound, Listening(post_roll_s=0.0))
    return round(found[-1].end_s * RATE) - BLOCK if found else len(sound)


def _found(sound: Samples, track: Samples) -> int:
    """Where a recording was played on a track, by correlation."""
    size = 1 << (len(sound) + len(track)).bit_length()
    spectrum = np.fft.rfft(track, size) * np.fft.rfft(sound, size).conj()
    return int(np.argmax(np.fft.irfft(spectrum)[: len(track)]))
