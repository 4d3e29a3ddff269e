"""From the last sound of speech to the first sample of the answer, through sound devices and in real time.

The counter runs as a process in a room of sound; recordings are spoken to it, each by another customer, and the room is
recorded: the person on one track, the loudspeaker on the other. Stages are told by the counter itself. May import the whole
program.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from app.bench.room import Recording, Room, room
from app.bench.till import Event, Till, till
from audio.listen import BLOCK, Listening, speech
from audio.pcm import RATE, Samples

STAGES = ("endpoint", "decode", "shop", "synth", "device")
AUDIBLE = 50
"""In 16 bit steps"""
BEEP_S = 0.3
"""A person speaks so long after the counter listens"""
AFTER_S = 0.5
"""Recorded after the answer began"""
NOT_HEARD = "not heard"
Said = tuple[str, Samples]


@dataclass(frozen=True)
class Timing:
    """One utterance, in seconds on the system's monotonic clock."""

    name: str
    last: float
    """The last sound of speech"""
    sounded: float
    """The first sample of the answer at the loudspeaker's monitor"""
    at: dict[str, float]
    """Stage of the counter -> its begin"""
    words: str
    decoded: float
    """Processor time for a second of sound"""

    @property
    def cut(self) -> bool:
        """Whether the counter took the utterance for over before it was."""
        return self.at["recognising"] < self.last

    @property
    def total(self) -> float:
        """What the customer waits."""
        return self.sounded - self.last

    def stages(self) -> dict[str, float]:
        """The total, split."""
        at = self.at
        times = (
            *(self.last, at["recognising"], at["thinking"]),
            *(at["rendering"], at["speaking"], self.sounded),
        )
        return dict(zip(STAGES, np.diff(times).tolist(), strict=True))


def run(
    said: Sequence[Said], ear: str, store: str, progress: Callable[[str], None]
) -> dict[str, Any]:
    """Say everything; raises CommandFailed where there is no room of sound, TimeoutError when the counter is stuck."""
    with room() as here, here.recording() as tape:
        arguments = ("--ear", ear)
        with till(here, store, *arguments, COUNTERTALK_VISIT_SECONDS="1") as counter:
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
                progress(f"{number}/{len(said)} {one[0]}: {_told(timing)}")
    return summary(timings, silent)


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
        both = self.tape.both(begun)
        last = (begun + _found(sound, both[:, 0]) + last_speech(sound)) / RATE - apart
        first = self._times["rendering"] + apart
        after = max(0, round(first * RATE) - begun)
        audible = np.flatnonzero(np.abs(both[after:, 1].astype(int)) > AUDIBLE)
        sounded = (begun + after + int(audible[0])) / RATE - apart
        decoded = heard["seconds"] / max(heard["sound"], 0.1)
        return Timing(name, last, sounded, dict(self._times), heard["text"], decoded)

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


def summary(timings: Sequence[Timing], silent: Sequence[str]) -> dict[str, Any]:
    """The figures of all utterances; those that were cut have no time."""
    whole = [timing for timing in timings if not timing.cut]
    stages = {name: [timing.stages()[name] for timing in whole] for name in STAGES}
    cut = [timing.name for timing in timings if timing.cut]
    return {
        "utterances": len(timings) + len(silent),
        "total": _quantiles([timing.total for timing in whole]),
        "stages": {name: _quantiles(times) for name, times in stages.items()},
        "cut": round(len(cut) / max(1, len(timings)), 4),
        "cut_short": cut,
        NOT_HEARD: list(silent),
        "decode_per_second_mean": round(float(np.mean([t.decoded for t in timings])), 4),
    }


def table(result: dict[str, Any]) -> str:
    """For people."""
    lines = [f"{result['utterances']} utterances, cut short {result['cut']:.1%}"]
    rows = {"total": result["total"], **result["stages"]}
    lines += [
        f"{name:9} p50 {row['p50_ms']:6} ms  p95 {row['p95_ms']:6} ms" for name, row in rows.items()
    ]
    return "\n".join([*lines, f"decoding takes {result['decode_per_second_mean']} of real time"])


def _found(sound: Samples, track: Samples) -> int:
    """Where a recording was played on a track, by correlation."""
    size = 1 << (len(sound) + len(track)).bit_length()
    spectrum = np.fft.rfft(track, size) * np.fft.rfft(sound, size).conj()
    return int(np.argmax(np.fft.irfft(spectrum)[: len(track)]))


def _quantiles(times: Sequence[float]) -> dict[str, float]:
    if not times:
        return {"p50_ms": float("nan"), "p95_ms": float("nan")}
    p50, p95 = np.quantile(times, (0.5, 0.95))
    return {"p50_ms": round(1000 * p50), "p95_ms": round(1000 * p95)}


def _told(timing: Timing | None) -> str:
    if timing is None:
        return NOT_HEARD
    parts = ", ".join(f"{name} {1000 * value:.0f}" for name, value in timing.stages().items())
    return f"{timing.words!r} {1000 * timing.total:.0f} ms ({parts}), decoding {timing.decoded:.2f}"
