"""What `bench latency` counts of each utterance, and how it is printed. May import `app.bench`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.bench.quantiles import quantiles

STAGES = ("endpoint", "decode", "shop", "synth", "device")
NOT_HEARD = "not heard"
FIXED_S = 0.8
"""The silence that ends an utterance in the baseline: `pause_threshold` of the package SpeechRecognition"""


@dataclass(frozen=True)
class Timing:
    """One utterance, in seconds on the system's monotonic clock."""

    name: str
    last: float
    """The last sound of speech"""
    sounded: float
    """The first sample of the answer at the loudspeaker's monitor"""
    at: Mapping[str, float]
    """Stage of the counter -> its begin"""
    words: str
    spent: float
    """Processor time of decoding"""
    decoded: float
    """How much sound was decoded: speech, with what is kept before and waited behind"""
    audio: float
    """The recording"""

    @property
    def cut(self) -> bool:
        """Whether the counter took the utterance for over before it was."""
        return self.at["recognising"] < self.last

    @property
    def total(self) -> float:
        """What the customer waits."""
        return self.sounded - self.last

    def stages(self) -> dict[str, float]:
        """The total, split."""
        at = self.at
        times = (
            *(self.last, at["recognising"], at["thinking"]),
            *(at["rendering"], at["speaking"], self.sounded),
        )
        return dict(zip(STAGES, np.diff(times).tolist(), strict=True))

    def told(self) -> str:
        """For people, on one line."""
        parts = ", ".join(f"{name} {1000 * value:.0f}" for name, value in self.stages().items())
        decoding = f"decoding {self.spent / self.decoded:.2f}"
        return f"{self.words!r} {1000 * self.total:.0f} ms ({parts}), {decoding}"


def summary(
    timings: Sequence[Timing], silent: Sequence[str], heard_whole: Sequence[float]
) -> dict[str, Any]:
    """The figures of all utterances; those that were cut have no time. `heard_whole`: seconds, see `_baseline`."""
    whole = [timing for timing in timings if not timing.cut]
    stages = [timing.stages() for timing in whole]
    words = [one["endpoint"] + one["decode"] for one in stages]
    cut = [timing.name for timing in timings if timing.cut]
    return {
        "utterances": len(timings) + len(silent),
        "total": _quantiles([timing.total for timing in whole]),
        "stages": {name: _quantiles([one[name] for one in stages]) for name in STAGES},
        "to_the_words": _quantiles(words),
        "baseline": _baseline(heard_whole),
        "cut": round(len(cut) / max(1, len(timings)), 4),
        "cut_short": cut,
        NOT_HEARD: list(silent),
        "decode_per_second_mean": _mean([one.spent / one.decoded for one in timings]),
        "decode_per_second_of_recording_mean": _mean([one.spent / one.audio for one in timings]),
    }


def table(result: Mapping[str, Any]) -> str:
    """For people."""
    base = result["baseline"]
    rows = {"total": result["total"], **result["stages"], "to words": result["to_the_words"]}
    rows["baseline"] = base["to_the_words"]
    lines = [
        f"{result['utterances']} utterances, cut short {result['cut']:.1%}",
        *(
            f"{name:9} p50 {one['p50_ms']:6} ms  p95 {one['p95_ms']:6} ms"
            for name, one in rows.items()
        ),
        f"baseline: {base['what']} ({base['utterances']} utterances)",
        f"decoding takes {result['decode_per_second_mean']} of what is decoded,"
        f" {result['decode_per_second_of_recording_mean']} of the recordings",
    ]
    return "\n".join(lines)


def _baseline(heard_whole: Sequence[float]) -> dict[str, Any]:
    """What is waited for the words where a fixed silence ends an utterance and the same ear then hears the whole of it."""
    return {
        "what": f"{FIXED_S} s of silence, and then the whole utterance heard by the same ear",
        "utterances": len(heard_whole),
        "to_the_words": _quantiles([FIXED_S + seconds for seconds in heard_whole]),
    }


def _mean(figures: Sequence[float]) -> float:
    return round(float(np.mean(figures)), 4) if figures else float("nan")


def _quantiles(times: Sequence[float]) -> dict[str, float]:
    return quantiles([1000 * taken for taken in times], 50, 95, unit="_ms")
