"""From words to an intent and its slots, for the counter; on Alexa's side Alexa does this.

May import `skills.lexicon`. Hassil finds all parses; they are brought to one form, equal ones dropped, and the one with
most words said literally wins (a product's name is less certain than the sentence around it), then what a product offers
over what it does not, then an answer to what was asked, then fewest names. What is equal but for the value of a slot becomes
one meaning with several values for it, as Alexa's entity resolution does.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from hassil import RecognizeResult, recognize_all
from rapidfuzz import fuzz, process

from skills.lexicon import Lexicon
from skills.slot_types import normalise

NAME_WORDS = 3
LIKENESS = 75  # per cent at which an unknown typed word is taken for a word of the language


@dataclass(frozen=True)
class Said:
    """One value of a slot: the words as spoken, and the ids they stand for (several: ambiguous)."""

    words: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Meaning:
    """An intent with its slots; a slot with several values was said several times ("butter and jam")."""

    intent: str
    slots: dict[str, tuple[Said, ...]]

    def words(self) -> dict[str, str]:
        """The words of each slot."""
        return {n: " and ".join(said.words for said in some) for n, some in self.slots.items()}

    def ids(self, slot: str) -> tuple[str, ...]:
        """All ids of a slot."""
        return tuple(i for said in self.slots.get(slot, ()) for i in said.ids)


class Understanding:
    """Understands utterances over one state of the catalogue."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
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
        """As `understand`, but forgives typing mistakes, and takes any name where a name was asked for."""
        words = normalise(utterance)
        meaning = self.understand(words, focus) or self.understand(self._corrected(words), focus)
        if meaning is None and focus == "name" and 0 < len(words.split()) <= NAME_WORDS:
            return Meaning("NameIntent", {"first_name": (Said(words, (words,)),)})
        return meaning

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

    def _corrected(self, words: str) -> str:
        if self._lexicon.joined:  # there are no words to compare
            return words
        known = self._lexicon.words
        return " ".join(w if w in known else _nearest(w, known) for w in words.split())


def _digits(said: tuple[Said, ...]) -> Said:
    return Said(" ".join(s.words for s in said), ("".join(s.ids[0] for s in said),))


def _nearest(word: str, known: frozenset[str]) -> str:
    if any(map(str.isdigit, word)):
        return word
    # A code is never what was meant: whoever has it nearly right is guessing.
    plain = [one for one in known if not any(map(str.isdigit, one))]
    found = process.extractOne(word, plain, scorer=fuzz.ratio, score_cutoff=LIKENESS)
    return str(found[0]) if found else word


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
