"""Labelled recordings of spoken orders, in the form of Picovoice's speech-to-intent benchmark.

May import `audio`, `skills` and the labels of `app.counter`.
"""

from dataclasses import dataclass
from pathlib import Path

from app.counter.labels import LABELS, read_labels
from audio import pcm
from audio.pcm import Samples
from skills.grammar import OPENING

SLOTS = {
    "coffeeDrink": "product",
    "size": "size",
    "roast": "roast",
    "numberOfShots": "shots",
    "milkAmount": "milk",
    "sugarAmount": "sugar",
}
"""The benchmark's slots and ours"""
INTENTS = {"orderDrink": "AddItemIntent"}


@dataclass(frozen=True)
class Recording:
    """One labelled file."""

    name: str
    samples: Samples
    intent: str
    slots: dict[str, str]
    """Our slot name -> the words as spoken"""
    text: str | None
    """The transcript, where the labels have one"""


def recordings(folder: Path) -> list[Recording]:
    """The labelled files of a folder with `labels.json`, by name: those that say what a person heard, where a visit begins.

    Raises RecordingError for a file, OSError or ValueError for the labels.
    """
    labels = read_labels((folder / LABELS).read_bytes())
    sure = {n: one for n, one in labels.items() if one.corrected and one.question in ("", OPENING)}
    if not sure:
        raise ValueError(
            f"{LABELS} names no recording, or nobody corrected a recording yet, see `recordings correct`"
        )
    return [
        Recording(
            name=name,
            samples=pcm.read(folder / name),
            intent=INTENTS.get(label.intent, label.intent),
            slots={SLOTS.get(slot, slot): words for slot, words in label.slots.items()},
            text=label.text,
        )
        for name, label in sorted(sure.items())
    ]
