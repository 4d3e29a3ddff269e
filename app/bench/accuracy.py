"""How well spoken orders are heard: acceptance by the rule of Picovoice's speech-to-intent benchmark.

A command is accepted when every labelled slot comes back with exactly the labelled words. The path
is the real one: find the speech, recognise with the grammar of the whole shop, understand. May
import `app.bench`, `skills` and `audio`.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jiwer
import numpy as np

from app.bench.labels import Recording, recordings
from app.bench.mix import mix
from audio import pcm
from audio.listen import trimmed
from audio.pcm import Samples
from audio.recognize import Ear
from skills.understand import Understanding

UNLABELLED = frozenset({"quantity"})
"""Slots of ours that the benchmark does not know, so that they are never one too many"""
NOISE_LIMIT_S = 3600.0
BASELINE_STEP = 4
"""The baseline, slow as it is, hears every fourth recording; its own `files` counts them"""


@dataclass(frozen=True)
class Heard:
    """What became of one recording."""

    recording: Recording
    words: str
    slots: dict[str, str]
    intent: str
    seconds: float
    """Processor time from samples to meaning"""

    @property
    def accepted(self) -> bool:
        """The benchmark's rule."""
        wanted = self.recording.slots
        return self.intent == self.recording.intent and wanted.items() <= self.slots.items()

    @property
    def strict(self) -> bool:
        """Accepted, and no slot too many."""
        extra = set(self.slots) - set(self.recording.slots) - UNLABELLED
        return self.accepted and not extra


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
        line |= {"snr_db": snr, **_figures(heard)}
        if baseline:
            some = slice(None, None, BASELINE_STEP)
            plain = list(
                map(_Listening(baseline, understanding, _whole), files[some], sounds[some])
            )
            line["baseline"] = {"ear": f"{baseline.name}, silence not cut off", **_figures(plain)}
        if details:
            line["details"] = [_detail(one) for one in heard]
        conditions.append(line)
        progress(_row(line))
    return {"audio": str(folder), "ear": ear.name, "seed": seed, "conditions": conditions}


def table(report: dict[str, Any]) -> str:
    """The report for people."""
    return "\n".join([_HEAD, *(_row(line) for line in report["conditions"])])


_HEAD = "noise      dB   files  accepted  strict  refused    wer  decode/audio  baseline accepted"


def _row(line: dict[str, Any]) -> str:
    snr = "-" if line["snr_db"] is None else f"{line['snr_db']:g}"
    base = line.get("baseline")
    return (
        f"{line['noise'] or 'clean':10} {snr:>3} {line['files']:6d} {line['acceptance']:9.1%}"
        f" {line['strict']:7.1%} {line['refused']:8d} {line['wer']:6.1%}"
        f" {line['decode_per_audio']:13.3f}" + (f" {base['acceptance']:18.1%}" if base else "")
    )


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


def _figures(heard: Sequence[Heard]) -> dict[str, Any]:
    count = max(1, len(heard))
    texts = all(one.recording.text for one in heard)
    return {
        "files": len(heard),
        "acceptance": sum(one.accepted for one in heard) / count,
        "strict": sum(one.strict for one in heard) / count,
        "refused": sum(not one.words for one in heard),
        "wer": _word_errors(heard, texts),
        "wer_of": "transcripts" if texts else "the words of the labelled slots",
        "decode_per_audio": sum(one.seconds for one in heard)
        / max(1e-9, sum(pcm.seconds(one.recording.samples) for one in heard)),
    }


def _word_errors(heard: Iterable[Heard], texts: bool) -> float:
    """Word error rate; without transcripts over the words of the slots, in the labels' order."""
    pairs = [
        (one.recording.text or "", one.words)
        if texts
        else (_words(one.recording.slots, one.recording), _words(one.slots, one.recording))
        for one in heard
    ]
    if not any(reference for reference, _ in pairs):
        return 0.0
    return float(jiwer.wer([wanted for wanted, _ in pairs], [got for _, got in pairs]))


def _words(slots: dict[str, str], recording: Recording) -> str:
    return " ".join(slots[slot] for slot in recording.slots if slot in slots)


def _detail(one: Heard) -> dict[str, Any]:
    return {
        "file": one.recording.name,
        "accepted": one.accepted,
        "words": one.words,
        "slots": one.slots,
        "wanted": one.recording.slots,
        "seconds": round(one.seconds, 3),
    }
