"""What somebody typed: fillers around it are left out, mistakes are mended, and any name is taken where one is told.

What is heard needs none of it: a recogniser writes only words that it knows. A yes may order, so it is never mended, nor
taken where more was said. May import `skills.answering` (intents), `skills.asides`, `skills.called`, `skills.lexicon`,
`skills.meaning` and `skills.slot_types`.
"""

from collections.abc import Callable, Sequence
from functools import cached_property

from rapidfuzz import fuzz, process

from skills.answering import NAME, NO, YES
from skills.asides import bare, is_courtesy, without
from skills.called import FIRST_NAME, called, is_refused, told
from skills.lexicon import Lexicon
from skills.meaning import Meaning, Said
from skills.slot_types import normalise, spoken_words

NAME_WORDS = 3
SKIP, REPEAT = "SkipIntent", "AMAZON.RepeatIntent"
IDLE = frozenset({"", "else", "kept", "want", "more", "category"})
"""Questions that a courtesy need not answer; others are asked again"""
LIKENESS = 75  # per cent at which an unknown typed word is taken for a word of the language


class Typed:
    """Understands what is typed, over one state of the catalogue."""

    def __init__(self, lexicon: Lexicon, understand: Callable[[str, str], Meaning | None]) -> None:
        self._lexicon = lexicon
        self._understand = understand

    @cached_property
    def _values(self) -> frozenset[str]:
        """Words that are no first name as they stand: "two", "large"."""
        return spoken_words(t for n, t in self._lexicon.types.items() if n != FIRST_NAME)

    @cached_property
    def _words(self) -> list[str]:
        """What may have been meant, in an order that is always the same: of words as near the first is taken.

        A code is never what was meant: whoever has it nearly right is guessing.
        """
        return sorted(w for w in self._lexicon.plain_words if not any(map(str.isdigit, w)))

    def understand(self, utterance: str, focus: str = "") -> Meaning | None:
        """As `understand`, but leaves out asides, takes any name where one is told, and forgives typing mistakes."""
        words = normalise(utterance)
        return (
            self._understand(words, focus)
            or self._without_asides(words, focus)
            or self._mended(words, focus, self._naming(words, focus))
        )

    def _without_asides(self, words: str, focus: str) -> Meaning | None:
        asides = self._lexicon.language.asides
        tried = (self._understand(left, focus) for left in without(words, asides))
        found = next(filter(None, tried), None)
        if found is None and is_courtesy(words, asides):
            return Meaning(SKIP if focus in IDLE else REPEAT, {})
        return None if found and self._is_doubtful(found, words) else found

    def _is_doubtful(self, found: Meaning, words: str) -> bool:
        """Whether a yes or no is not all that was said: "yes also", or "yes i'm good"."""
        if found.intent == YES:
            behind = self._lexicon.language.asides.behind
            return any(f" {one} " in f"{words} " for one in behind)
        if found.intent == NO:
            begins = self._understand(words.split()[0], "")
            return begins is not None and begins.intent == YES
        return False

    def _naming(self, words: str, focus: str) -> Meaning | None:
        """A name that is told, or that was asked for: any but one of too many words."""
        language = self._lexicon.language
        asked, confirms = focus == "name", focus == "confirm"
        if asked and is_refused(words, language):
            return Meaning(NO, {})
        name = called(words, language) if asked else told(words, language, corrects=confirms)
        if not 0 < len(name.split()) <= NAME_WORDS:
            return None
        if not asked and not self._values.isdisjoint(name.split()):
            return None
        return Meaning(NAME, {FIRST_NAME: (Said(name, (name,)),)})

    def _mended(self, words: str, focus: str, naming: Meaning | None) -> Meaning | None:
        """What is meant but for typing mistakes: never a yes, which may order.

        A name keeps its letters, unless things of the shop are among them.
        """
        if naming and not self._lexicon.names & set(naming.words().get(FIRST_NAME, "").split()):
            return naming
        for one in dict.fromkeys((words, bare(words, self._lexicon.language.asides))):
            found = self._understand(self._corrected(one), focus)
            if found and (found.intent == YES or self._is_doubtful(found, words)):
                return None
            if found and set(found.words().get(FIRST_NAME, "").split()) <= set(words.split()):
                return found
        return naming

    def _corrected(self, words: str) -> str:
        if self._lexicon.joined:  # there are no words to compare
            return words
        known = self._lexicon.words
        return " ".join(w if w in known else _nearest(w, self._words) for w in words.split())


def _nearest(word: str, known: Sequence[str]) -> str:
    if any(map(str.isdigit, word)):
        return word
    found = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=LIKENESS)
    return str(found[0]) if found else word
