"""What is heard at a counter beside its own voice: everybody as loud, the way of an echo, and the counter's ear.

What the benches of being interrupted and of being woken share. May import `app.bench` and `audio`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from app.bench import voices
from app.bench.voices import Espeak, Festival, Flite, Maker
from audio.barge_in import BargeIn
from audio.listen import BLOCK
from audio.pcm import RATE, Samples, clipped

LOUDNESS = 1500.0
"""Root mean square of everybody's voice, in 16 bit steps"""
WAY_S = 0.09
"""From loudspeaker to microphone"""
MAKERS: tuple[Maker, ...] = (
    *(Espeak(f"gmw/{voice}", f"espeak-ng {voice}") for voice in ("en-us", "en-gb-scotland")),
    *(Flite(voice, f"flite {voice}") for voice in ("slt", "awb", "rms", "kal16")),
    *(Espeak(f"gmw/{voice}", f"espeak-ng {voice}") for voice in ("en-gb-x-rp", "en-029")),
    Festival(name="festival slt"),
    Espeak("gmw/en-us-nyc", "espeak-ng en-us-nyc"),
)


@dataclass
class Listener:
    """The counter's ear while it speaks, and its time in samples."""

    barge_in: BargeIn
    deaf: bool = False
    """The baseline: it is not told what is played"""
    _at: int = 0
    _number: int = field(default=0, init=False)

    def hear(self, played: Samples, heard: Samples) -> list[tuple[float, str]]:
        """What interrupts while a sentence is played: seconds, and the phrase."""
        if not self.deaf:
            self._number += 1
            self.barge_in.play(self._number, played)
            self.barge_in.began(self._number, self._at, self._at)
        found = []
        for start in range(0, len(heard) - BLOCK + 1, BLOCK):
            phrase = self.barge_in.feed(heard[start : start + BLOCK], self._at)
            self._at += BLOCK
            if phrase:
                found.append(((start + BLOCK) / RATE, phrase))
        self.barge_in.quiet()
        return found


class EchoPath:
    """The way from the loudspeaker to the microphone."""

    def __init__(self, random: np.random.Generator, echo_db: float) -> None:
        self.random = random
        tail = random.normal(size=RATE // 8) * np.exp(-np.arange(RATE // 8) / (RATE / 32)) * 0.08
        way = np.concatenate((np.zeros(round(WAY_S * RATE)), [1.0], tail))
        self._way = way * 10 ** (echo_db / 20)

    def hears(self, played: Samples, said: Samples | None = None, at: int = 0) -> Samples:
        """What the microphone hears of a sentence, and of somebody who begins to speak at a sample of it."""
        size = len(played) + RATE
        sound = self.random.normal(scale=5.0, size=size)
        echo = np.convolve(played, self._way)[:size]
        sound[: len(echo)] += echo
        if said is not None:
            sound[at : at + len(said)] += said[: size - at]
        return clipped(sound)


def level(sound: Samples, decibels: float = 0.0) -> Samples:
    """The sound at everybody's loudness, or so many dB more; pauses do not count."""
    frames = sound[: len(sound) // BLOCK * BLOCK].reshape(-1, BLOCK).astype(np.float64)
    power = (frames**2).mean(axis=1)
    loud = np.sqrt(power[power >= power.max() / 1000].mean())
    scaled = sound * (LOUDNESS / loud * 10 ** (decibels / 20))
    return clipped(scaled)


def spoken(texts: Sequence[str]) -> tuple[list[tuple[str, Samples]], list[str]]:
    """Who says what, text by text; and the makers that are not installed."""
    missing: list[str] = []
    found = voices.spoken(MAKERS, texts, missing.append)
    return [(name, sound) for name, sounds in found for sound in sounds], missing


def share(heard: Sequence[bool]) -> float:
    """How many of them, 0 to 1; of none 0."""
    return round(sum(heard) / max(1, len(heard)), 4)
