"""Being interrupted: does the counter stop itself by its own voice, and does it hear people who say stop?

The shop's own answers are played into a room: the microphone hears them after a way with an echo, and people who say "stop"
over them. Thresholds are set on every other voice and judged on the rest. The baseline is the bare spotter, which does not
know what is played. May import the whole program.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from app.bench import voices
from app.bench.voices import Espeak, Festival, Flite, Maker
from app.counter.conversation import Conversation
from audio.barge_in import BargeIn
from audio.listen import BLOCK
from audio.pcm import RATE, Samples, clipped
from audio.speak import Voice
from audio.spot import STOP, Spotter

LOUDNESS = 1500.0
"""Root mean square of everybody's voice, in 16 bit steps"""
WAY_S = 0.09
"""From loudspeaker to microphone"""
SOON_S = 0.8
"""A stop is caught when the counter falls silent within this time after the word"""
LEVELS = (0.0, -3.0, 3.0)
"""How loud the people are, in dB, in turn"""
MAKERS: tuple[Maker, ...] = (
    *(Espeak(f"gmw/{voice}", f"espeak-ng {voice}") for voice in ("en-us", "en-gb-scotland")),
    *(Flite(voice, f"flite {voice}") for voice in ("slt", "awb", "rms", "kal16")),
    *(Espeak(f"gmw/{voice}", f"espeak-ng {voice}") for voice in ("en-gb-x-rp", "en-029")),
    Festival(name="festival slt"),
    Espeak("gmw/en-us-nyc", "espeak-ng en-us-nyc"),
)
OTHERS = ("a large latte", "how much is that", "i do not know", "shall we go to the shop", "yes")
"""What must not interrupt, when said over the counter's voice"""


@dataclass
class Ear:
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


def run(
    conversation: Conversation,
    products: Sequence[str],
    mouth: Voice,
    sentences: int,
    echo_db: float,
    seed: int,
    progress: Callable[[str], None],
) -> dict[str, Any]:
    """Measure; the own voice is heard `echo_db` under what is played, people as loud as that, 3 dB less and 3 dB more."""
    room = Room(np.random.default_rng(seed), echo_db)
    own = [level(mouth.say(text)) for text in answers(conversation, products, sentences)]
    progress(f"{len(own)} answers, {sum(map(len, own)) / RATE:.0f} s")
    stops, missing = spoken((STOP,))
    others, _ = spoken(OTHERS)
    result: dict[str, Any] = {"sentences": len(own), "echo_db": echo_db, "missing_voices": missing}
    for name, deaf in (("ours", False), ("baseline", True)):
        with Spotter() as spotter:
            ear = Ear(BargeIn(spotter), deaf)
            selves = sum(bool(ear.hear(sound, room.hears(sound))) for sound in own)
            caught = [_catch(ear, room, own, n, stops) for n in range(sentences)]
            wrong = [_wrong(ear, room, own, n, others) for n in range(sentences // 2)]
        result[name] = {"self_stops": selves, **_shares(caught, stops), **_rate(wrong)}
        progress(f"{name}: {result[name]}")
    return result


class Room:
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


def answers(conversation: Conversation, products: Sequence[str], count: int) -> list[str]:
    """Different answers of the shop."""
    found: dict[str, None] = {}
    for words in _questions(products):
        conversation.leave()
        found.setdefault(conversation.say(words).speech)
        if len(found) == count:
            break
    return list(found)


def _questions(products: Sequence[str]) -> Iterator[str]:
    for name in map(str.lower, products):
        yield from (f"how much is {name}", f"two {name}", f"tell me about the {name}")


def _catch(
    ear: Ear, room: Room, own: Sequence[Samples], number: int, stops: Sequence[tuple[str, Samples]]
) -> tuple[str, float | None]:
    """Somebody says stop: who, and how long after the word it was caught, if it was."""
    who, word = stops[number % len(stops)]
    said = level(word, LEVELS[number // len(stops) % len(LEVELS)])
    sound = own[number]
    at = int(room.random.uniform(0.1, 0.8) * len(sound))
    end = (at + len(said)) / RATE
    found = ear.hear(sound, room.hears(sound, said, at))
    late = [when - end for when, _ in found if at / RATE < when < end + SOON_S]
    return who, late[0] if late else None


def _wrong(
    ear: Ear, room: Room, own: Sequence[Samples], number: int, others: Sequence[tuple[str, Samples]]
) -> bool:
    _, words = others[number % len(others)]
    sound = own[number]
    return bool(ear.hear(sound, room.hears(sound, level(words), len(sound) // 4)))


def _shares(
    caught: Sequence[tuple[str, float | None]], stops: Sequence[tuple[str, Samples]]
) -> dict[str, Any]:
    names = list(dict.fromkeys(who for who, _ in stops))
    half = set(names[::2])
    late = [delay for _, delay in caught if delay is not None]

    def of(voices: Collection[str]) -> float:
        return share([delay is not None for name, delay in caught if name in voices])

    return {
        "caught": of(names),
        "caught_set": of(half),
        "caught_judged": of(set(names) - half),
        "by_voice": {name: of({name}) for name in names},
        "late_p50_ms": round(1000 * float(np.median(late))) if late else None,
    }


def _rate(wrong: Sequence[bool]) -> dict[str, float]:
    return {"other_words_interrupt": share(wrong)}


def share(heard: Sequence[bool]) -> float:
    """How many of them, 0 to 1; of none 0."""
    return round(sum(heard) / max(1, len(heard)), 4)
