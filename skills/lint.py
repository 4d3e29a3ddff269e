"""Faults of a language over a catalogue, found when it is built: what cannot be heard, and what cannot be told apart.

May import `skills`. What an ear lacks is asked of the ear, by a function that is passed in.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from skills.language.forms import forms
from skills.lexicon import Lexicon
from skills.samples import samples
from skills.slot_types import SlotType
from skills.understand import Understanding

SAMPLES = 120  # of one template; what collides shows in far fewer
FEWER = 10  # of one template, where a language differs little from one that is checked with more


@dataclass(frozen=True)
class Finding:
    """One fault."""

    kind: str
    """deaf: no pronunciation; name: one name for two things; sentence: another intent is understood; and of a package
    invocation, sample, overlap (one sample in two intents), limit, dialog, example, endpoint, manifest, schema"""
    what: str
    where: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what} ({self.where})"


def faults(lexicon: Lexicon, most: int = SAMPLES) -> Iterator[Finding]:
    """What must be mended: names and sentences that stand for two things."""
    yield from same_names(lexicon)
    yield from sentence_names(lexicon)
    yield from collisions(lexicon, most)


def deaf(lexicon: Lexicon, missing: Callable[[Iterable[str]], list[str]]) -> Iterator[Finding]:
    """Words that the ear has no pronunciation for, each with the names it stands in."""
    lacking = set(missing(word for word in lexicon.words if not word.isdigit()))
    for slot in (t for t in lexicon.types.values() if not t.part_of):
        for value in slot.values:
            for said in value.spoken:
                for word in sorted(lacking.intersection(said.split())):
                    yield Finding("deaf", word, f"{slot.name} {value.id}: {said!r}")


def same_names(lexicon: Lexicon) -> Iterator[Finding]:
    """Names that two products have, or two options of one product."""
    yield from _shared("product", [lexicon.types["product"]])
    yield from _shared("category", [lexicon.types["category"]])
    profiles = dict.fromkeys(p.groups for p in lexicon.vocabulary.products)
    for groups in profiles:
        yield from _shared("option", [lexicon.types[g] for g in groups])


def sentence_names(lexicon: Lexicon) -> Iterator[Finding]:
    """Names of the catalogue that are whole sentences of the shop, as "check out" would be."""
    said = {
        sentence: intent
        for intent, _, template in _templates(lexicon)
        for sentence in samples(lexicon, template, SAMPLES)
        if "{" not in sentence
    }
    for slot in (t for t in lexicon.types.values() if not t.part_of and not t.builtin):
        for value in slot.values:
            for name in said.keys() & set(value.spoken):
                yield Finding("name", name, f"{slot.name} {value.id} is a sentence of {said[name]}")


def _shared(where: str, types: list[SlotType]) -> Iterator[Finding]:
    owners: dict[str, set[str]] = defaultdict(set)
    for slot in types:
        for value in slot.values:
            for said in value.spoken:
                owners[said].add(f"{slot.name}.{value.id}")
    for said, ids in owners.items():
        if len(ids) > 1:
            yield Finding("name", said, f"{where} {', '.join(sorted(ids))}")


def collisions(lexicon: Lexicon, most: int = SAMPLES) -> Iterator[Finding]:
    """Sentences of one intent that are understood as another, one for each pair of intents."""
    understanding = Understanding(lexicon)
    seen: set[tuple[str, str]] = set()
    for intent, focus, template in _templates(lexicon):
        for sentence in samples(lexicon, template, most, lambda s: _value(lexicon, s.list_name)):
            meaning = understanding.understand(sentence, focus)
            found = meaning.intent if meaning else "nothing"
            if found != intent and (intent, found) not in seen:
                seen.add((intent, found))
                yield Finding("sentence", sentence, f"{intent} is understood as {found}")


def _templates(lexicon: Lexicon) -> Iterator[tuple[str, str, str]]:
    """Intent, question and template of all sentences."""
    for intent, source in lexicon.sources.items():
        for focus, sentences in (("", source.sentences), *source.answers.items()):
            yield from ((intent, focus, sentence.say) for sentence in sentences)


def _value(lexicon: Lexicon, listed: str) -> str:
    slot = lexicon.types[listed]
    spoken = forms(lexicon.language.language)
    return spoken.digits(123) if slot.digits else slot.values[-1].spoken[0]
