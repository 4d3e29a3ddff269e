"""How well sentences beside coffee orders are understood, spoken by synthetic voices of three makers.

The sentences are `phrases.yaml`. A sentence counts when its intent and the ids of all its slots are right, heard after the
question that it answers. The baseline's ear is plainer (`plain_ear`) and silence is not cut off; it hears every fourth. May
import `app.bench`, `skills` and `audio`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from app.bench import mix
from app.bench.baseline import Pipeline, decode_per_audio, every_fourth, whole
from app.bench.plain_ear import Hear
from app.bench.voices import Maker, spoken
from audio import pcm
from audio.listen import trimmed
from audio.pcm import RATE, Samples
from skills.meaning import Meaning
from skills.understand import Understanding

SENTENCES = Path(__file__).with_name("phrases.yaml")
NOISE_S = 30.0


@dataclass(frozen=True)
class Phrase:
    """A sentence and what it means."""

    say: str
    intent: str
    slots: dict[str, Any]
    question: str = ""

    def is_meant(self, meaning: Meaning | None) -> bool:
        """Whether this is what was understood, intent and every slot."""
        if meaning is None or meaning.intent != self.intent:
            return False
        got = {name: sorted(meaning.ids(name)) for name in meaning.slots}
        return got == {name: sorted(_listed(ids)) for name, ids in self.slots.items()}


@dataclass(frozen=True)
class Heard:
    """What became of one spoken sentence."""

    phrase: Phrase
    words: str
    right: bool
    seconds: float
    """Processor time from samples to meaning"""
    audio_s: float


def phrases() -> list[Phrase]:
    """The sentences, in the order of their file."""
    return [Phrase(*row) for row in yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))]


def run(
    makers: Iterable[Maker],
    said: Sequence[Phrase],
    understanding: Understanding,
    hear: Hear,
    baseline: Hear,
    *,
    noise: Path | None = None,
    snr_db: float = 12.0,
    seed: int = 0,
    progress: Callable[[str], None] = lambda line: None,
) -> dict[str, Any]:
    """Hear every sentence from every voice, clean and in noise; a voice that is missing is told, and is a finding."""
    rustle = pcm.read(noise, mix.NOISE_LIMIT_S) if noise else pink(seed)
    ours = partial(_one, Pipeline(hear, understanding, trimmed))
    plain = partial(_one, Pipeline(baseline, understanding, whole))
    voices, missing = [], []

    def lacks(voice: str) -> None:
        missing.append(voice)
        progress(voice)

    for name, sounds in spoken(makers, [phrase.say for phrase in said], lacks):
        for snr in (None, snr_db):
            mixed = [_mixed(s, rustle, snr, seed + at) for at, s in enumerate(sounds)]
            heard = list(map(ours, said, mixed))
            line = {"voice": name, "snr_db": snr, **_figures(heard)}
            line["baseline"] = _figures(list(map(plain, every_fourth(said), every_fourth(mixed))))
            line["missed"] = [_missed(one) for one in heard if not one.right]
            voices.append(line)
            progress(_row(line))
    source = noise.stem if noise else "pink"
    return {"sentences": len(said), "noise": source, "conditions": voices, "findings": missing}


def table(report: dict[str, Any]) -> str:
    """The report for people."""
    rows = [_HEAD, *map(_row, report["conditions"]), *report["findings"]]
    for line in report["conditions"]:
        rows.append(f"{line['voice']}, {_condition(line)}: missed by intent {line['by_intent']}")
    return "\n".join(rows)


def pink(seed: int) -> Samples:
    """Pink noise as a recording; the same for a seed."""
    sound = mix.pink(round(NOISE_S * RATE), np.random.default_rng(seed))
    return np.asarray(np.rint(sound / np.abs(sound).max() * 16_384), dtype=np.int16)


_HEAD = "voice      dB   sentences  understood  decode/audio  baseline understood"


def _row(line: dict[str, Any]) -> str:
    return (
        f"{line['voice']:10} {_condition(line):>5} {line['sentences']:8d} {line['understood']:11.1%}"
        f" {line['decode_per_audio']:13.3f} {line['baseline']['understood']:20.1%}"
    )


def _condition(line: dict[str, Any]) -> str:
    return "clean" if line["snr_db"] is None else f"{line['snr_db']:g} dB"


def _mixed(sound: Samples, noise: Samples, snr_db: float | None, seed: int) -> Samples:
    if snr_db is None:
        return sound
    return mix.mix(sound, noise, snr_db, np.random.default_rng(seed))


def _one(pipeline: Pipeline, phrase: Phrase, sound: Samples) -> Heard:
    found = pipeline(sound, phrase.question)
    right = phrase.is_meant(found.meaning)
    return Heard(phrase, found.words, right, found.seconds, pcm.seconds(sound))


def _figures(heard: Sequence[Heard]) -> dict[str, Any]:
    missed: defaultdict[str, int] = defaultdict(int)
    for one in heard:
        missed[one.phrase.intent] += not one.right
    return {
        "sentences": len(heard),
        "understood": sum(one.right for one in heard) / max(1, len(heard)),
        "refused": sum(not one.words for one in heard),
        "decode_per_audio": decode_per_audio(
            (one.seconds for one in heard), (one.audio_s for one in heard)
        ),
        "by_intent": {intent: count for intent, count in missed.items() if count},
    }


def _missed(one: Heard) -> dict[str, str]:
    return {"said": one.phrase.say, "question": one.phrase.question, "heard": one.words}


def _listed(ids: Any) -> list[str]:
    return list(map(str, ids)) if isinstance(ids, list) else [str(ids)]
