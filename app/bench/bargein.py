"""Being interrupted: does the counter stop itself by its own voice, and does it hear people who say stop?

The shop's own answers are played into a room: the microphone hears them after a way with an echo, and people who say "stop"
over them. Thresholds are set on every other voice and judged on the rest. The baseline is the bare spotter, which does not
know what is played. May import the whole program.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import numpy as np

from app.bench.overheard import EchoPath, Listener, level, share, spoken
from app.counter.conversation import Conversation
from audio.barge_in import BargeIn
from audio.pcm import RATE, Samples
from audio.speak import Voice
from audio.spot import STOP, Spotter

SOON_S = 0.8
"""A stop is caught when the counter falls silent within this time after the word"""
LEVELS = (0.0, -3.0, 3.0)
"""How loud the people are, in dB, in turn"""
OTHERS = ("a large latte", "how much is that", "i do not know", "shall we go to the shop", "yes")
"""What must not interrupt, when said over the counter's voice"""


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
    way = EchoPath(np.random.default_rng(seed), echo_db)
    own = [level(mouth.say(text)) for text in answers(conversation, products, sentences)]
    progress(f"{len(own)} answers, {sum(map(len, own)) / RATE:.0f} s")
    stops, missing = spoken((STOP,))
    others, _ = spoken(OTHERS)
    result: dict[str, Any] = {"sentences": len(own), "echo_db": echo_db, "missing_voices": missing}
    for name, deaf in (("ours", False), ("baseline", True)):
        with Spotter() as spotter:
            ear = Listener(BargeIn(spotter), deaf)
            selves = sum(bool(ear.hear(sound, way.hears(sound))) for sound in own)
            caught = [_catch(ear, way, own, n, stops) for n in range(sentences)]
            wrong = [_wrong(ear, way, own, n, others) for n in range(sentences // 2)]
        result[name] = {"self_stops": selves, **_shares(caught, stops), **_rate(wrong)}
        progress(f"{name}: {result[name]}")
    return result


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
    ear: Listener,
    way: EchoPath,
    own: Sequence[Samples],
    number: int,
    stops: Sequence[tuple[str, Samples]],
) -> tuple[str, float | None]:
    """Somebody says stop: who, and how long after the word it was caught, if it was."""
    who, word = stops[number % len(stops)]
    said = level(word, LEVELS[number // len(stops) % len(LEVELS)])
    sound = own[number]
    at = int(way.random.uniform(0.1, 0.8) * len(sound))
    end = (at + len(said)) / RATE
    found = ear.hear(sound, way.hears(sound, said, at))
    late = [when - end for when, _ in found if at / RATE < when < end + SOON_S]
    return who, late[0] if late else None


def _wrong(
    ear: Listener,
    way: EchoPath,
    own: Sequence[Samples],
    number: int,
    others: Sequence[tuple[str, Samples]],
) -> bool:
    _, words = others[number % len(others)]
    sound = own[number]
    return bool(ear.hear(sound, way.hears(sound, level(words), len(sound) // 4)))


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
