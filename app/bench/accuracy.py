"""How well spoken orders are heard: acceptance by the rule of Picovoice's speech-to-intent benchmark.

A command is accepted when every labelled slot comes back with exactly the labelled words. The path
is the real one: find the speech, recognise with the grammar of the whole shop, understand. May
import `app.bench`, `skills` and `audio`.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.bench.accuracy_report import Heard, detail, figures, row, table
from app.bench.labels import Recording, recordings
from app.bench.mix import mix
from audio import pcm
from audio.listen import trimmed
from audio.pcm import Samples
from audio.recognize import Ear
from skills.understand import Understanding

__all__ = ["Heard", "run", "table"]
NOISE_LIMIT_S = 3600.0
BASELINE_STEP = 4
"""The baseline, slow as it is, hears every fourth recording; its own `files` counts them"""


def run(
    folder: Path,
    ear: Ear,
    understanding: Understanding,
    *,
    noise: Path | None = None,
    snrs: Sequence[float] = (),
    baseline: Ear | None = None,
    seed: int = 0,
    details: bool = False,
    progress: Callable[[str], None] = lambda line: None,
) -> dict[str, Any]:
    """Hear every recording of a folder, clean and at each signal-to-noise ratio in dB.

    The baseline hears the same sound without the silence cut off. Raises what `audio.pcm.read`
    raises, and OSError or ValueError for labels that cannot be read.
    """
    files = recordings(folder)
    rustle = pcm.read(noise, NOISE_LIMIT_S) if noise else None
    conditions = []
    for snr in [None, *(snrs if rustle is not None else ())]:
        sounds = [_sound(one, rustle, snr, seed + at) for at, one in enumerate(files)]
        heard = list(map(_Listening(ear, understanding, trimmed), files, sounds))
        line: dict[str, Any] = {"noise": noise.stem if noise and snr is not None else None}
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
    report = {"audio": str(folder), "ear": ear.name, "seed": seed, "conditions": conditions}
    return report | {"mean_noisy": _mean_noisy(conditions)}


def _mean_noisy(conditions: Sequence[dict[str, Any]]) -> float | None:
    noisy = [line["acceptance"] for line in conditions if line["snr_db"] is not None]
    return sum(noisy) / len(noisy) if noisy else None


def _sound(one: Recording, noise: Samples | None, snr: float | None, seed: int) -> Samples:
    """The recording, with noise when a ratio is given: the same at every run with a seed."""
    if noise is None or snr is None:
        return one.samples
    return mix(one.samples, noise, snr, np.random.default_rng([seed, round(snr * 10) + 1000]))


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
