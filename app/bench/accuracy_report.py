"""What `bench accuracy` counts, and how it is printed. May import `app.bench` and `audio.pcm`.

A command is accepted by the rule of Picovoice's speech-to-intent benchmark: every labelled slot
comes back with exactly the labelled words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import jiwer

from app.bench.baseline import decode_per_audio
from app.bench.labels import Recording
from audio import pcm

UNLABELLED = frozenset({"quantity"})
"""Slots of ours that the benchmark does not know, so that they are never one too many"""


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


def table(report: dict[str, Any]) -> str:
    """The report for people."""
    lines = [_HEAD, *(row(line) for line in report["conditions"])]
    if report["mean_noisy"] is not None:
        lines.append(f"mean of the noisy conditions: {report['mean_noisy']:.1%}")
    return "\n".join([*lines, *_slot_rows(report["conditions"])])


_HEAD = "noise      dB   files  accepted  strict  refused    wer  decode/audio  baseline accepted"


def row(line: dict[str, Any]) -> str:
    """One condition as a line."""
    snr = "-" if line["snr_db"] is None else f"{line['snr_db']:g}"
    base = line.get("baseline")
    return (
        f"{line['noise'] or 'clean':10} {snr:>3} {line['files']:6d} {line['acceptance']:9.1%}"
        f" {line['strict']:7.1%} {line['refused']:8d} {line['wer']:6.1%}"
        f" {line['decode_per_audio']:13.3f}" + (f" {base['acceptance']:18.1%}" if base else "")
    )


def _slot_rows(conditions: Sequence[dict[str, Any]]) -> list[str]:
    """How often each labelled slot came back right, over all conditions."""
    total: dict[str, list[int]] = {}
    for line in conditions:
        for slot, found in line["slots"].items():
            so_far = total.setdefault(slot, [0, 0])
            so_far[0] += found["right"]
            so_far[1] += found["said"]
    return [f"{slot:8} {right / count:7.1%} of {count}" for slot, (right, count) in total.items()]


def figures(heard: Sequence[Heard]) -> dict[str, Any]:
    """Acceptance, word errors and speed of one condition."""
    count = max(1, len(heard))
    texts = all(one.recording.text for one in heard)
    return {
        "files": len(heard),
        "acceptance": sum(one.accepted for one in heard) / count,
        "strict": sum(one.strict for one in heard) / count,
        "refused": sum(not one.words for one in heard),
        "slots": _slots(heard),
        "wer": _word_errors(heard, texts),
        "wer_of": "transcripts" if texts else "the words of the labelled slots",
        "decode_per_audio": decode_per_audio(
            (one.seconds for one in heard), (pcm.seconds(one.recording.samples) for one in heard)
        ),
    }


def _slots(heard: Iterable[Heard]) -> dict[str, dict[str, int]]:
    """Slot -> how often it came back right, and how often it was said."""
    found: dict[str, dict[str, int]] = {}
    for one in heard:
        for slot, words in one.recording.slots.items():
            so_far = found.setdefault(slot, {"right": 0, "said": 0})
            so_far["right"] += one.slots.get(slot) == words
            so_far["said"] += 1
    return dict(sorted(found.items()))


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


def detail(one: Heard) -> dict[str, Any]:
    """What was heard in one file."""
    return {
        "file": one.recording.name,
        "accepted": one.accepted,
        "words": one.words,
        "slots": one.slots,
        "wanted": one.recording.slots,
        "seconds": round(one.seconds, 3),
    }
