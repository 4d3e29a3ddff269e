"""From words to an intent and its slots, for the counter; on Alexa's side Alexa does this.

May import `skills.lexicon`, `skills.meaning` and `skills.typed`. Hassil finds all parses; they are brought to one form,
equal ones dropped, and the one with most words said literally wins (a product's name is less certain than the sentence
around it), then what a product offers over what it does not, then an answer to what was asked, then fewest names. What is
equal but for the value of a slot becomes one meaning with several values for it, as Alexa's entity resolution does.
"""

import re
from collections.abc import Iterable
from typing import Self

from hassil import RecognizeResult, recognize_all

from skills.lexicon import Lexicon
from skills.meaning import Meaning, Said
from skills.slot_types import normalise
from skills.typed import Typed


class Understanding:
    """Understands utterances over one state of the catalogue."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._typed = Typed(lexicon, self.understand)
        self._spelled = {s for s, t in lexicon.slots.items() if lexicon.types[t].digits}
        sentences = [s for source in lexicon.sources.values() for s in source.sentences]
        self._unlikely: set[str | None] = {
            lexicon.spelled(s.say) for s in sentences if not s.weight
        }
        self._answers: set[str | None] = {
            lexicon.as_matched(lexicon.spelled(answer.say))
            for source in lexicon.sources.values()
            for answers in source.answers.values()
            for answer in answers
        }

    def warmed(self) -> Self:
        """With all sentences parsed, a quarter of a second's work, so that the first utterance need not wait for it."""
        self.understand("a")
        return self

    def understand(self, utterance: str, focus: str = "") -> Meaning | None:
        """Give the meaning of an utterance, or None; `focus` is the question that was asked last."""
        return next(iter(self.meanings(utterance, focus)), None)

    def meanings(self, utterance: str, focus: str = "") -> list[Meaning]:
        """All meanings of the highest rank, the one that is taken first; more than one is ambiguous."""
        words = self._lexicon.as_matched(normalise(utterance))
        apart = re.sub(r"\b\d{2,}\b", lambda m: " ".join(m.group()), words)
        parses = [
            self._parse(r) for w in dict.fromkeys((words, apart)) for r in self._recognise(w, focus)
        ]
        best = max((rank for rank, _ in parses), default=None)
        return _merge([meaning for rank, meaning in parses if rank == best])

    def understand_typed(self, utterance: str, focus: str = "") -> Meaning | None:
        """As `understand`, of what was typed: see `skills.typed`."""
        return self._typed.understand(utterance, focus)

    def _recognise(self, words: str, focus: str) -> Iterable[RecognizeResult]:
        lists = self._lexicon.lists_in(words)
        return recognize_all(words, self._lexicon.intents, lists, intent_context={"focus": focus})

    def _parse(self, result: RecognizeResult) -> tuple[tuple[int, bool, bool, int], Meaning]:
        """Read the slots, and rank: by literal words, what is possible, what answers, then few and long names."""
        entities = [(e.name, Said(e.text.strip(), (str(e.value),))) for e in result.entities_list]
        literal = self._length(result.original_text) - sum(
            self._length(s.words) for _, s in entities
        )
        slots: dict[str, tuple[Said, ...]] = {}
        for name, said in entities:
            slots[name] = (*slots.get(name, ()), said)
        spelled = {n: (_digits(said),) for n, said in slots.items() if n in self._spelled}
        sentence = result.intent_sentence
        likely = sentence is None or sentence.text not in self._unlikely
        answers = sentence is not None and sentence.text in self._answers
        return (literal, likely, answers, -len(entities)), Meaning(
            result.intent.name, slots | spelled
        )

    def _length(self, text: str) -> int:
        """In words; in letters where spaces say nothing of words."""
        return len(text.replace(" ", "")) if self._lexicon.joined else len(text.split())


def _digits(said: tuple[Said, ...]) -> Said:
    return Said(" ".join(s.words for s in said), ("".join(s.ids[0] for s in said),))


def _merge(meanings: list[Meaning]) -> list[Meaning]:
    """Join what differs only in a slot's value; of different intents the one first in the file comes first."""
    alike: dict[str, list[Meaning]] = {}
    for meaning in meanings:
        alike.setdefault(f"{meaning.intent} {_shape(meaning)}", []).append(meaning)
    return [_together(same) for same in alike.values()]


def _together(alike: list[Meaning]) -> Meaning:
    first = alike[0]
    slots = {
        name: tuple(_joined(m.slots[name][place] for m in alike) for place in range(len(said)))
        for name, said in first.slots.items()
    }
    return Meaning(first.intent, slots)


def _shape(meaning: Meaning) -> list[tuple[str, list[str]]]:
    return sorted((name, [s.words for s in said]) for name, said in meaning.slots.items())


def _joined(said: Iterable[Said]) -> Said:
    every = list(said)
    return Said(every[0].words, tuple(dict.fromkeys(i for s in every for i in s.ids)))
