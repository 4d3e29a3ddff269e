"""How well spoken orders are heard: acceptance by the rule of Picovoice's speech-to-intent benchmark.

A command is accepted when every labelled slot comes back with exactly the labelled words. The path
is the real one: find the speech, recognise with the grammar of the whole shop, understand. May
import `app.bench`, `skills` and `audio`.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from app.bench.accuracy_report import Heard, detail, figures, row, table
from app.bench.labels import Recording, recordings
from app.bench.mix import mix
from audio import pcm
from audio.listen import trimmed
from audio.pcm import Samples
from audio.recognize import Ear
from skills.understand import Understanding

__all__ = ["Heard", "Material", "run", "table"]
NOISE_LIMIT_S = 3600.0
BASELINE_STEP = 4
"""The baseline, slow as it is, hears every fourth recording; its own `files` counts them"""


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
        heard = list(map(_Listening(ear, understanding, trimmed), files, sounds))
        line: dict[str, Any] = {"noise": material.noise_name if snr is not None else None}
        line |= {"snr_db": snr, **figures(heard)}
        if baseline:
            some = slice(None, None, BASELINE_STEP)
            plain = list(
                map(_Listening(baseline, understanding, _whole), files[some], sounds[some])
            )
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


@dataclass(frozen=True)
class _Listening:
    """The path from sound to meaning, timed."""

    ear: Ear
    understanding: Understanding
    cut: Callable[[Samples], Samples]

    def __call__(self, one: Recording, sound: Samples) -> Heard:
        started = time.process_time()
        words = self.ear.hear(self.cut(sound)).words
        meaning = self.understanding.understand(words) if words else None
        seconds = time.process_time() - started
        slots = {
            slot: " and ".join(said.words for said in several)
            for slot, several in (meaning.slots if meaning else {}).items()
        }
        return Heard(one, words, slots, meaning.intent if meaning else "", seconds)


def _whole(samples: Samples) -> Samples:
    return samples
