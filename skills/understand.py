"""From words to an intent and its slots, for the counter; on Alexa's side Alexa does this.

May import `skills.lexicon`, `skills.asides` and `skills.called`. Hassil finds all parses; they are brought to one form,
equal ones dropped, and the one with most words said literally wins (a product's name is less certain than the sentence
around it), then what a product offers over what it does not, then an answer to what was asked, then fewest names. What is
equal but for the value of a slot becomes one meaning with several values for it, as Alexa's entity resolution does.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from hassil import RecognizeResult, recognize_all
from rapidfuzz import fuzz, process

from skills.asides import bare, is_courtesy, without
from skills.called import called, is_refused, told
from skills.lexicon import FIRST_NAME, Lexicon
from skills.slot_types import normalise

NAME_WORDS = 3
YES, NO, SKIP, REPEAT = "AMAZON.YesIntent", "AMAZON.NoIntent", "SkipIntent", "AMAZON.RepeatIntent"
IDLE = frozenset({"", "else", "kept", "want", "more", "category"})
"""Questions that a courtesy need not answer; others are asked again"""
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
        # A code is never what was meant: whoever has it nearly right is guessing. Of words as near the first is taken.
        self._mendable = sorted(w for w in lexicon.plain_words if not any(map(str.isdigit, w)))
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
        """As `understand`, but leaves out asides, takes any name where one is told, and forgives typing mistakes."""
        words = normalise(utterance)
        found = (
            self.understand(words, focus)
            or self._without_asides(words, focus)
            or self._mended(words, focus, self._naming(words, focus))
        )
        behind = self._lexicon.language.asides.behind
        more = any(words.endswith(f" {one}") for one in behind)  # "yes also": not all was said yet
        return None if found and found.intent == YES and more else found

    def _without_asides(self, words: str, focus: str) -> Meaning | None:
        asides = self._lexicon.language.asides
        tried = (self.understand(left, focus) for left in without(words, asides))
        found = next(filter(None, tried), None)
        if found is None and is_courtesy(words, asides):
            return Meaning(SKIP if focus in IDLE else REPEAT, {})
        return found

    def _naming(self, words: str, focus: str) -> Meaning | None:
        """A name that is told, or that was asked for: any but one of too many words."""
        language = self._lexicon.language
        asked, confirms = focus == "name", focus == "confirm"
        if asked and is_refused(words, language):
            return Meaning(NO, {})
        name = called(words, language) if asked else told(words, language, corrects=confirms)
        if not 0 < len(name.split()) <= NAME_WORDS:
            return None
        return Meaning("NameIntent", {FIRST_NAME: (Said(name, (name,)),)})

    def _mended(self, words: str, focus: str, naming: Meaning | None) -> Meaning | None:
        """What is meant but for typing mistakes; a name keeps its letters, unless things of the shop are among them."""
        if naming and not self._lexicon.names & set(naming.words().get(FIRST_NAME, "").split()):
            return naming
        for one in dict.fromkeys((words, bare(words, self._lexicon.language.asides))):
            found = self.understand(self._corrected(one), focus)
            if found and set(found.words().get(FIRST_NAME, "").split()) <= set(words.split()):
                return found
        return naming

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
        return " ".join(w if w in known else _nearest(w, self._mendable) for w in words.split())


def _digits(said: tuple[Said, ...]) -> Said:
    return Said(" ".join(s.words for s in said), ("".join(s.ids[0] for s in said),))


def _nearest(word: str, known: Sequence[str]) -> str:
    if any(map(str.isdigit, word)):
        return word
    found = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=LIKENESS)
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
