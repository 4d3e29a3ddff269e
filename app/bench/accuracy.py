"""How well spoken orders are heard: acceptance by the rule of Picovoice's speech-to-intent benchmark.

A command is accepted when every labelled slot comes back with exactly the labelled words. The path
is the real one: find the speech, recognise with the grammar of the whole shop, understand. May
import `app.bench`, `skills` and `audio`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self

import numpy as np

from app.bench.accuracy_report import Heard, detail, figures, row, table
from app.bench.baseline import Pipeline, every_fourth, whole
from app.bench.labels import Recording, recordings
from app.bench.mix import NOISE_LIMIT_S, mix
from audio import pcm
from audio.listen import trimmed
from audio.pcm import Samples
from audio.recognize import Ear
from skills.understand import Understanding

__all__ = ["Heard", "Material", "run", "table"]


@dataclass(frozen=True)
class Material:
    """What is heard: recorded orders, and a noise to mix in."""

    folder: Path
    files: Sequence[Recording]
    noise: Samples | None
    noise_name: str | None

    @classmethod
    def read(cls, folder: Path, noise: Path | None = None) -> Self:
        """Raises what `audio.pcm.read` raises, and OSError or ValueError for labels that cannot be read."""
        rustle = pcm.read(noise, NOISE_LIMIT_S) if noise else None
        return cls(folder, recordings(folder), rustle, noise.stem if noise else None)

    def sounds(self, snr: float | None, seed: int) -> list[Samples]:
        """The recordings, with noise where a ratio in dB is given: the same at every run with a seed."""
        return [self._sound(one, snr, seed + at) for at, one in enumerate(self.files)]

    def _sound(self, one: Recording, snr: float | None, seed: int) -> Samples:
        if self.noise is None or snr is None:
            return one.samples
        random = np.random.default_rng([seed, round(snr * 10) + 1000])
        return mix(one.samples, self.noise, snr, random)


def run(
    material: Material,
    ear: Ear,
    understanding: Understanding,
    *,
    snrs: Sequence[float] = (),
    baseline: Ear | None = None,
    seed: int = 0,
    details: bool = False,
    progress: Callable[[str], None] = lambda line: None,
) -> dict[str, Any]:
    """Hear every recording, clean and, where there is noise, at each signal-to-noise ratio in dB.

    The baseline hears the same sound without the silence cut off.
    """
    files = material.files
    conditions = []
    for snr in [None, *(snrs if material.noise is not None else ())]:
        sounds = material.sounds(snr, seed)
        heard = _heard(ear, understanding, trimmed, files, sounds)
        line: dict[str, Any] = {"noise": material.noise_name if snr is not None else None}
        line |= {"snr_db": snr, **figures(heard)}
        if baseline:
            some = every_fourth(files), every_fourth(sounds)
            plain = _heard(baseline, understanding, whole, *some)
            line["baseline"] = {"ear": f"{baseline.name}, silence not cut off", **figures(plain)}
        if details:
            line["details"] = [detail(one) for one in heard]
        conditions.append(line)
        progress(row(line))
    report = {"audio": str(material.folder), "ear": ear.name, "seed": seed}
    return report | {"conditions": conditions, "mean_noisy": _mean_noisy(conditions)}


def _mean_noisy(conditions: Sequence[dict[str, Any]]) -> float | None:
    noisy = [line["acceptance"] for line in conditions if line["snr_db"] is not None]
    return sum(noisy) / len(noisy) if noisy else None


def _heard(
    ear: Ear,
    understanding: Understanding,
    cut: Callable[[Samples], Samples],
    files: Sequence[Recording],
    sounds: Sequence[Samples],
) -> list[Heard]:
    pipeline = Pipeline(lambda sound, question: ear.hear(sound), understanding, cut)
    return list(map(partial(_one, pipeline), files, sounds))


def _one(pipeline: Pipeline, one: Recording, sound: Samples) -> Heard:
    found = pipeline(sound)
    slots = {
        slot: " and ".join(said.words for said in several)
        for slot, several in (found.meaning.slots if found.meaning else {}).items()
    }
    intent = found.meaning.intent if found.meaning else ""
    return Heard(one, found.words, slots, intent, found.seconds)
