"""How well an ear keeps out what is no order, and at which price: false accepts and false rejects.

Every other recording of each kind sets the threshold, the others judge it. May import `app.bench`,
`skills` and `audio`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.bench import stray
from app.bench.labels import recordings
from app.bench.mix import NOISE_LIMIT_S, mix
from app.bench.stray import Stray
from audio import pcm
from audio.listen import trimmed
from audio.recognize import Ear
from skills.understand import Understanding

MOST_REJECTS = 0.02
"""Share of commands that may be lost"""
YES = "AMAZON.YesIntent"
CHARGING = "confirm"
"""The question whose yes takes money"""
COMMAND = "command"
_POINTS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True)
class Rated:
    """What an ear that refuses nothing made of one sound."""

    kind: str
    name: str
    words: str
    confidence: float
    """0 when no words were heard"""
    intent: str
    judges: bool
    """False: its half sets the threshold"""


def sounds(
    folder: Path,
    cache: Path,
    *,
    noise: Path | None,
    snr: float,
    count: int,
    seed: int,
    say: Callable[[str], None],
) -> list[Stray]:
    """Orders, clean and in noise, and what is none, at most `count` of each kind.

    Raises what `recordings` and `pcm.read` raise.
    """
    random = np.random.default_rng(seed)
    rustle = pcm.read(noise, NOISE_LIMIT_S) if noise else None
    orders = recordings(folder)
    orders = orders[:: max(1, len(orders) // count)][:count]
    commands = [Stray(COMMAND, one.name, one.samples) for one in orders]
    if rustle is not None:
        noisy = [mix(one.samples, rustle, snr, random) for one in orders]
        commands += [
            Stray(COMMAND, f"{one.name} in noise", sound)
            for one, sound in zip(orders, noisy, strict=True)
        ]
    talk = stray.speech(cache, count, say)
    return [*commands, *talk, *stray.noises(talk, rustle, count, random)]


def run(
    sounds: Sequence[Stray],
    ear: Ear,
    understanding: Understanding,
    shipped: float,
    progress: Callable[[str], None] = lambda line: None,
) -> dict[str, Any]:
    """Rate every sound with an ear that refuses nothing, then choose and judge a threshold.

    A stray sound whose name is itself a sentence of the shop ("goodbye") is left out: hearing it
    is right. `shipped` is the confidence under which the program refuses.
    """
    meant = [one for one in sounds if one.kind != COMMAND and _in_shop(one.name, understanding)]
    rated = []
    for number, one in enumerate(one for one in sounds if one not in meant):
        rated.append(_rate(one, ear, understanding, judges=bool(number % 2)))
        if number % 50 == 49:
            progress(f"{number + 1} of {len(sounds)} sounds heard")
    setting = [one for one in rated if not one.judges]
    chosen = _choose(setting)
    judging = [one for one in rated if one.judges]
    return {
        "sounds": len(rated),
        "left_out": [one.name for one in meant],
        "shipped": {"threshold": shipped, **_figures(rated, shipped)},
        "chosen": {"threshold": chosen, "half": "the other", **_figures(judging, chosen)},
        "curve": [{"threshold": at, **_rates(rated, at)} for at in (*_POINTS, chosen)],
        "accepted": [
            f"{one.kind} {one.name}: {one.words} ({one.confidence:.2f})"
            for one in rated
            if one.kind != COMMAND and one.confidence >= shipped
        ],
    }


def table(report: dict[str, Any]) -> str:
    """The report for people."""
    lines = []
    for name in ("shipped", "chosen"):
        part = report[name]
        lines.append(
            f"{name} threshold {part['threshold']:.2f}: false accepts {part['false_accepts']:.1%},"
            f" false rejects {part['false_rejects']:.1%}, false yes {part['false_yes']:.1%}"
        )
        lines += [
            f"  {kind:16} {rate['accepted']:4d} of {rate['count']:4d} accepted"
            for kind, rate in part["kinds"].items()
        ]
    lines.append("threshold  false accepts  false rejects")
    lines += [
        f"{point['threshold']:9.2f} {point['false_accepts']:14.1%} {point['false_rejects']:14.1%}"
        for point in report["curve"]
    ]
    return "\n".join(lines)


def _in_shop(name: str, understanding: Understanding) -> bool:
    """Whether a file's name, with or without its first word, is a sentence of the shop."""
    words = name.replace("_", "-").lower().split("-")
    return any(
        understanding.understand(" ".join(said)) is not None for said in (words, words[1:]) if said
    )


def _rate(one: Stray, ear: Ear, understanding: Understanding, *, judges: bool) -> Rated:
    hearing = ear.hear(trimmed(one.samples))
    meaning = understanding.understand(hearing.words, CHARGING) if hearing.words else None
    confidence = hearing.confidence if hearing.words else 0.0
    intent = meaning.intent if meaning else ""
    return Rated(one.kind, one.name, hearing.words, confidence, intent, judges)


def _choose(rated: Sequence[Rated]) -> float:
    """The highest threshold that loses few enough commands."""
    commands = sorted(one.confidence for one in rated if one.kind == COMMAND)
    lost = int(MOST_REJECTS * len(commands))
    return max(0.01, commands[lost]) if commands else 1.0


def _rates(rated: Iterable[Rated], threshold: float) -> dict[str, float]:
    rated = list(rated)
    strays = [one for one in rated if one.kind != COMMAND]
    commands = [one for one in rated if one.kind == COMMAND]
    accepted = [one for one in strays if one.confidence >= threshold]
    return {
        "false_accepts": len(accepted) / max(1, len(strays)),
        "false_rejects": sum(one.confidence < threshold for one in commands)
        / max(1, len(commands)),
        "false_yes": sum(one.intent == YES for one in accepted) / max(1, len(strays)),
    }


def _figures(rated: Sequence[Rated], threshold: float) -> dict[str, Any]:
    kinds = dict.fromkeys(one.kind for one in rated)
    return _rates(rated, threshold) | {
        "kinds": {
            kind: {
                "count": sum(one.kind == kind for one in rated),
                "accepted": sum(one.kind == kind and one.confidence >= threshold for one in rated),
            }
            for kind in kinds
        }
    }
