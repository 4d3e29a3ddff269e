"""Answers to the question that a dialog directive left open. Imports this room only.

A slot's own samples count only while it is asked for (`languageModel.intents[].slots[].samples`), and so does a bare value.
"""

from collections.abc import Sequence

from app.emulator.dialog import Dialog
from app.emulator.exact import Samples
from app.emulator.heard import ANSWER, NO, YES, Heard
from app.emulator.lattice import FIRST_NAME, NUMBER, Lattice
from app.emulator.model import Model, Slot

FREE_WORDS = 3  # of a value that is not in the model, as a bare answer


class Answers:
    """Answers by one model."""

    def __init__(self, model: Model, filler: frozenset[str], words: frozenset[str]) -> None:
        self._model = model
        self._filler = filler
        self._words = words
        """Those of the samples"""
        self._samples = {
            (intent.name, slot.name): Samples((intent, sample) for sample in slot.samples)
            for intent in model.intents.values()
            for slot in intent.slots
            if slot.samples
        }

    def confirmed(self, built_in: str, dialog: Dialog | None) -> Heard | None:
        """Take a yes or no for what was asked to be confirmed."""
        if dialog is None or not dialog.confirms or built_in not in (YES, NO):
            return None
        answer = "CONFIRMED" if built_in == YES else "DENIED"
        return Heard(dialog.name, {}, ANSWER, answers=True, confirmation=answer)

    def value(self, lattice: Lattice, dialog: Dialog | None) -> Heard | None:
        """Take a sample of the slot, or its value with filler around it."""
        slot = self._asked(dialog)
        if slot is None or dialog is None:
            return None
        samples = self._samples.get((dialog.name, slot.name))
        found = samples.match(lattice) if samples and lattice.words else None
        if found:
            sample, filled = found
            return _answer(dialog, sample.values(filled), sample.text)
        for start, word in enumerate(lattice.words):
            for span in lattice.at(start, slot.type, several=slot.several.enabled):
                if span.whole and self._is_filler(lattice.words[span.end :]):
                    return _answer(dialog, {slot.name: span.values})
            if word not in self._filler:
                return None
        return None

    def name(self, lattice: Lattice, dialog: Dialog | None) -> Heard | None:
        """Take few words that mean nothing else as a name, where one was asked for."""
        slot = self._asked(dialog)
        if slot is None or slot.type != FIRST_NAME:
            return None
        places = enumerate(lattice.words)
        known = any(w in self._words or lattice.spans.get(i) for i, w in places)
        return None if known else self.anything(lattice, dialog)

    def anything(self, lattice: Lattice, dialog: Dialog | None) -> Heard | None:
        """Take few words that are no value as one; a number cannot be anything."""
        slot, words = self._asked(dialog), lattice.words
        if slot is None or dialog is None or slot.type == NUMBER:
            return None
        few = 0 < len(words) <= FREE_WORDS
        return _answer(dialog, {slot.name: (" ".join(words),)}) if few else None

    def _asked(self, dialog: Dialog | None) -> Slot | None:
        intent = self._model.intents.get(dialog.name) if dialog else None
        return intent.by_name.get(dialog.elicits.lower()) if intent and dialog else None

    def _is_filler(self, words: Sequence[str]) -> bool:
        return all(word in self._filler for word in words)


def _answer(dialog: Dialog, slots: dict[str, tuple[str, ...]], like: str = "") -> Heard:
    return Heard(dialog.name, slots, ANSWER, like, answers=True)
